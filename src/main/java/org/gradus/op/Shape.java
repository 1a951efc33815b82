package org.gradus.op;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The extents of a tensor's axes, outermost first; compares by value.
 *
 * <p>Tensors are dense and row-major. A shape without axes is a scalar of one element. Extents may
 * be zero, never negative.
 */
public final class Shape {
  /** The shape of a scalar. */
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;

  private Shape(int[] dims) {
    this.dims = dims;
  }

  /**
   * The shape with these extents, outermost first.
   *
   * @throws ShapeException if an extent is negative
   */
  public static Shape of(int... dims) {
    for (int dim : dims) {
      if (dim < 0) {
        throw new ShapeException("shape: negative extent in " + Arrays.toString(dims));
      }
    }
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** The shape with these extents, outermost first. */
  public static Shape of(List<Integer> dims) {
    return of(dims.stream().mapToInt(Integer::intValue).toArray());
  }

  /** The number of axes. */
  public int rank() {
    return dims.length;
  }

  /** The extent of {@code axis}; negative axes count from the end, -1 being the last. */
  public int dim(int axis) {
    return dims[axis(axis)];
  }

  /** The last extent, or 1 for a scalar. */
  public int last() {
    return dims.length == 0 ? 1 : dims[dims.length - 1];
  }

  /** {@code axis} counted from the front; negative axes count from the end. */
  public int axis(int axis) {
    int front = axis < 0 ? axis + dims.length : axis;
    if (front < 0 || front >= dims.length) {
      throw new ShapeException("axis " + axis + " does not exist in " + this);
    }
    return front;
  }

  /** A copy of the extents. */
  public int[] dims() {
    return dims.clone();
  }

  /** The number of elements. */
  public long size() {
    long size = 1;
    for (int dim : dims) {
      size = Math.multiplyExact(size, (long) dim);
    }
    return size;
  }

  /** The number of elements as an int, for code that addresses Java arrays. */
  public int intSize() {
    return Math.toIntExact(size());
  }

  /** Row-major strides in elements, one per axis. */
  public long[] strides() {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dims[axis];
    }
    return strides;
  }

  /** The first {@code count} axes. */
  public Shape prefix(int count) {
    return of(Arrays.copyOf(dims, count));
  }

  /** All axes from {@code from} on. */
  public Shape suffix(int from) {
    return of(Arrays.copyOfRange(dims, from, dims.length));
  }

  /** The axes of this shape followed by those of {@code tail}. */
  public Shape append(int... tail) {
    int[] joined = Arrays.copyOf(dims, dims.length + tail.length);
    System.arraycopy(tail, 0, joined, dims.length, tail.length);
    return of(joined);
  }

  /** This shape with one extent replaced. */
  public Shape with(int axis, int extent) {
    int[] changed = dims.clone();
    changed[axis(axis)] = extent;
    return of(changed);
  }

  /** This shape without the given axes, or with extent 1 in their place if {@code keep}. */
  public Shape reduce(List<Integer> axes, boolean keep) {
    int[] kept = new int[dims.length];
    int rank = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (!axes.contains(axis)) {
        kept[rank++] = dims[axis];
      } else if (keep) {
        kept[rank++] = 1;
      }
    }
    return of(Arrays.copyOf(kept, rank));
  }

  /**
   * The shape two operands broadcast to: axes are matched from the last, and an extent of 1
   * stretches.
   *
   * @throws ShapeException if two extents differ and neither is 1
   */
  public static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] dims = new int[rank];
    for (int back = 1; back <= rank; back++) {
      int left = back <= a.rank() ? a.dims[a.rank() - back] : 1;
      int right = back <= b.rank() ? b.dims[b.rank() - back] : 1;
      if (left != right && left != 1 && right != 1) {
        throw new ShapeException(
            "extents differ and neither is 1: a=%s b=%s (%d != %d)".formatted(a, b, left, right));
      }
      dims[rank - back] = left == 1 ? right : left;
    }
    return of(dims);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** The extents in brackets, such as {@code [32, 128]}. */
  @Override
  public String toString() {
    return Arrays.stream(dims)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
