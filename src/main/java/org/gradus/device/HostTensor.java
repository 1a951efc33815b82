package org.gradus.device;

import java.util.Arrays;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;

/**
 * A tensor in the host's memory: a spec over a Java array, row-major.
 *
 * <p>F32 lies in a {@code float[]}, F64 in a {@code double[]}, I32 in an {@code int[]}, U8 in a
 * {@code byte[]}, and BF16 and F16 as raw bits in a {@code short[]}. Wrapping does not copy.
 */
public final class HostTensor {
  private final TensorSpec spec;
  private final Object array;

  private HostTensor(TensorSpec spec, Object array, int length) {
    if (spec.shape().size() != length) {
      throw new IllegalArgumentException(
          "%s needs %d elements, not %d".formatted(spec, spec.shape().size(), length));
    }
    this.spec = spec;
    this.array = array;
  }

  /** A tensor of zeros. */
  public static HostTensor allocate(TensorSpec spec) {
    int size = spec.shape().intSize();
    return new HostTensor(spec, array(spec.dtype(), size), size);
  }

  /** A new array of the kind that holds elements of {@code dtype}. */
  public static Object array(DType dtype, int size) {
    return switch (dtype) {
      case F32 -> new float[size];
      case F64 -> new double[size];
      case BF16, F16 -> new short[size];
      case I32 -> new int[size];
      case U8 -> new byte[size];
    };
  }

  /** An F32 tensor over {@code values}, without a copy. */
  public static HostTensor of(Shape shape, float... values) {
    return new HostTensor(new TensorSpec(DType.F32, shape), values, values.length);
  }

  /** An F64 tensor over {@code values}, without a copy. */
  public static HostTensor of(Shape shape, double... values) {
    return new HostTensor(new TensorSpec(DType.F64, shape), values, values.length);
  }

  /** An I32 tensor over {@code values}, without a copy. */
  public static HostTensor of(Shape shape, int... values) {
    return new HostTensor(new TensorSpec(DType.I32, shape), values, values.length);
  }

  /** A U8 tensor over {@code values}, without a copy. */
  public static HostTensor of(Shape shape, byte... values) {
    return new HostTensor(new TensorSpec(DType.U8, shape), values, values.length);
  }

  /** Element type and shape. */
  public TensorSpec spec() {
    return spec;
  }

  /** The number of elements. */
  public int size() {
    return spec.shape().intSize();
  }

  /** The Java array itself, of the kind the element type has. */
  public Object array() {
    return array;
  }

  /** The array of an F32 tensor. */
  public float[] floats() {
    return (float[]) array;
  }

  /** The array of an I32 tensor. */
  public int[] ints() {
    return (int[]) array;
  }

  /** The array of a U8 tensor. */
  public byte[] bytes() {
    return (byte[]) array;
  }

  /** The element at {@code index} of the flattened tensor; U8 as 0 to 255. */
  public double get(int index) {
    return Elements.get(array, spec.dtype(), index);
  }

  /** Sets an element, rounded to the tensor's type. */
  public void set(int index, double value) {
    Elements.set(array, spec.dtype(), index, value);
  }

  /** All elements as doubles. */
  public double[] toDoubles() {
    double[] values = new double[size()];
    Arrays.setAll(values, this::get);
    return values;
  }

  /** Fills all elements from doubles, rounded to the tensor's type. */
  public HostTensor fill(double... values) {
    if (values.length != size()) {
      throw new IllegalArgumentException(
          "%s needs %d elements, not %d".formatted(spec, size(), values.length));
    }
    for (int i = 0; i < values.length; i++) {
      set(i, values[i]);
    }
    return this;
  }

  @Override
  public String toString() {
    String values = Arrays.toString(Arrays.copyOf(toDoubles(), Math.min(size(), 8)));
    return spec + (size() > 8 ? values + "..." : values);
  }
}
