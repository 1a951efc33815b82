package org.gradus.op;

/** What is known of a tensor before it is computed: element type and shape. */
public record TensorSpec(DType dtype, Shape shape) {
  /** The spec of a tensor with these extents. */
  public static TensorSpec of(DType dtype, int... dims) {
    return new TensorSpec(dtype, Shape.of(dims));
  }

  /** Bytes of the tensor's elements. */
  public long bytes() {
    return shape.size() * dtype.bytes();
  }

  /** The same shape with another element type. */
  public TensorSpec as(DType other) {
    return new TensorSpec(other, shape);
  }

  /** The same element type with another shape. */
  public TensorSpec as(Shape other) {
    return new TensorSpec(dtype, other);
  }

  /** Element type and shape, such as {@code f32[32, 128]}. */
  @Override
  public String toString() {
    return dtype.toString() + shape;
  }
}
