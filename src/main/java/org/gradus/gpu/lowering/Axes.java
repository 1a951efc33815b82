package org.gradus.gpu.lowering;

import java.util.Arrays;
import org.gradus.op.Shape;

/**
 * The axes that several operands walk through together, each by strides of its own; 0 where it is
 * stretched.
 *
 * <p>Axes of extent 1 are left out, and neighbours that all operands walk through as one are merged
 * while their extent fits an int. There is at least one axis.
 *
 * @param dims the extents, outermost first
 * @param strides for each operand a stride in elements for each axis
 */
record Axes(int[] dims, long[][] strides) {
  /** The axes of {@code dims} with a stride for each operand and axis. */
  static Axes of(int[] dims, long[]... strides) {
    int[] merged = new int[Math.max(1, dims.length)];
    long[][] steps = new long[strides.length][merged.length];
    int count = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] == 1) {
        continue;
      }
      if (count > 0 && joins(merged[count - 1], count - 1, steps, dims[axis], axis, strides)) {
        merged[count - 1] *= dims[axis];
      } else {
        merged[count++] = dims[axis];
      }
      for (int operand = 0; operand < strides.length; operand++) {
        steps[operand][count - 1] = strides[operand][axis];
      }
    }
    if (count == 0) {
      merged[count++] = 1;
      Arrays.stream(steps).forEach(of -> of[0] = 1);
    }
    int rank = count;
    long[][] kept = Arrays.stream(steps).map(of -> Arrays.copyOf(of, rank)).toArray(long[][]::new);
    return new Axes(Arrays.copyOf(merged, rank), kept);
  }

  private static boolean joins(
      int outer, int at, long[][] steps, int inner, int axis, long[][] strides) {
    boolean joins = (long) outer * inner <= Integer.MAX_VALUE;
    for (int operand = 0; operand < strides.length; operand++) {
      joins &= steps[operand][at] == strides[operand][axis] * inner;
    }
    return joins;
  }

  /** The strides of {@code shape} along the axes of {@code output}: 0 where it is stretched. */
  static long[] stretched(Shape output, Shape shape) {
    long[] dense = shape.strides();
    long[] strides = new long[output.rank()];
    int lead = output.rank() - shape.rank();
    for (int axis = 0; axis < shape.rank(); axis++) {
      strides[lead + axis] = shape.dim(axis) == 1 ? 0 : dense[axis];
    }
    return strides;
  }

  /** The number of axes. */
  int rank() {
    return dims.length;
  }

  /** The extent of an axis; negative ones count from the end. */
  int dim(int axis) {
    return dims[axis < 0 ? axis + dims.length : axis];
  }

  /** The stride of an operand along an axis; negative ones count from the end. */
  long stride(int operand, int axis) {
    return strides[operand][axis < 0 ? axis + dims.length : axis];
  }

  /** The number of elements. */
  long size() {
    long size = 1;
    for (int dim : dims) {
      size *= dim;
    }
    return size;
  }

  /** Whether there is one axis, which all operands walk through element by element. */
  boolean isDense() {
    return rank() == 1 && Arrays.stream(strides).allMatch(of -> of[0] == 1);
  }

  /** Without the given axes, of which there may be none left. */
  Axes without(int... axes) {
    int[] kept = new int[dims.length];
    int count = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      int one = axis;
      if (Arrays.stream(axes).noneMatch(left -> left == one)) {
        kept[count++] = axis;
      }
    }
    int[] of = Arrays.copyOf(kept, count);
    return new Axes(
        Arrays.stream(of).map(axis -> dims[axis]).toArray(),
        Arrays.stream(strides)
            .map(steps -> Arrays.stream(of).mapToLong(axis -> steps[axis]).toArray())
            .toArray(long[][]::new));
  }

  /** The same elements in vectors along the last axis, which must be made of whole ones. */
  Axes inVectors(int vector) {
    int last = dims.length - 1;
    int[] fewer = dims.clone();
    fewer[last] /= vector;
    long[][] steps = Arrays.stream(strides).map(long[]::clone).toArray(long[][]::new);
    for (long[] of : steps) {
      for (int axis = 0; axis < last; axis++) {
        of[axis] /= vector;
      }
    }
    return new Axes(fewer, steps);
  }

  /** All axes as kernels read them: the extent, then each operand's stride, low word first. */
  int[] table() {
    int[] table = new int[dims.length * (1 + 2 * strides.length)];
    int at = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      table[at++] = dims[axis];
      for (long[] steps : strides) {
        table[at++] = (int) steps[axis];
        table[at++] = (int) (steps[axis] >> Integer.SIZE);
      }
    }
    return table;
  }

  @Override
  public String toString() {
    return Arrays.toString(dims) + " by " + Arrays.deepToString(strides);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Axes axes
        && Arrays.equals(dims, axes.dims)
        && Arrays.deepEquals(strides, axes.strides);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(dims) + Arrays.deepHashCode(strides);
  }
}
