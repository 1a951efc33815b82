package org.gradus.cpu;

import org.gradus.device.Elements;
import org.gradus.device.HostTensor;
import org.gradus.op.DType;
import org.gradus.op.Shape;

/** A tensor in place: a stretch of a Java array, row-major, seen as doubles element by element. */
public final class Operand {
  private final Object array;
  private final DType dtype;
  private final int offset;
  private final Shape shape;
  private final int size;

  Operand(Object array, DType dtype, int offset, Shape shape) {
    this.array = array;
    this.dtype = dtype;
    this.offset = offset;
    this.shape = shape;
    this.size = shape.intSize();
  }

  /** A tensor of zeros in an array of its own. */
  static Operand allocate(DType dtype, Shape shape) {
    return new Operand(HostTensor.array(dtype, shape.intSize()), dtype, 0, shape);
  }

  /** The element type. */
  public DType dtype() {
    return dtype;
  }

  /** The shape. */
  public Shape shape() {
    return shape;
  }

  /** The number of elements. */
  public int size() {
    return size;
  }

  /** The element at {@code index} of the flattened tensor; U8 as 0 to 255. */
  public double get(int index) {
    return Elements.get(array, dtype, offset + index);
  }

  /** Sets an element, rounded to the tensor's type. */
  public void set(int index, double value) {
    Elements.set(array, dtype, offset + index, value);
  }

  /** Sets all elements. */
  void fill(double value) {
    for (int i = 0; i < size; i++) {
      set(i, value);
    }
  }

  /** The array the tensor lies in, from {@link #offset}. */
  Object array() {
    return array;
  }

  /** The array of an F32 tensor. */
  float[] floats() {
    return (float[]) array;
  }

  /** The array of an I32 tensor. */
  int[] ints() {
    return (int[]) array;
  }

  /** The array of a U8 tensor. */
  byte[] bytes() {
    return (byte[]) array;
  }

  /** The index of the first element in the array. */
  int offset() {
    return offset;
  }

  /** Whether both begin at the same place of the same array. */
  boolean isAt(Operand other) {
    return array == other.array && offset == other.offset;
  }
}
