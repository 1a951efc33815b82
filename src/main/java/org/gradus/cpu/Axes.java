package org.gradus.cpu;

import java.util.Arrays;
import org.gradus.op.Shape;

/**
 * The nested loops over a tensor of {@code dims}, in which each of several operands moves by
 * strides of its own; 0 where it is stretched.
 *
 * <p>Axes that all operands walk through as one are merged, so that operands of one shape make one
 * loop, and a row, a column or a scalar beside a matrix make two at most. The innermost axis is a
 * row: callers loop over it themselves.
 */
final class Axes {
  private final int[] dims;
  private final int[][] strides;

  private Axes(int[] dims, int[][] strides) {
    this.dims = dims;
    this.strides = strides;
  }

  /** Loops over {@code dims} with a stride in elements for each operand and axis. */
  static Axes of(int[] dims, int[]... strides) {
    int[] merged = new int[Math.max(1, dims.length)];
    int[][] steps = new int[strides.length][merged.length];
    int count = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] == 1) {
        continue;
      }
      boolean joins = count > 0;
      for (int operand = 0; operand < strides.length && joins; operand++) {
        joins = steps[operand][count - 1] == strides[operand][axis] * dims[axis];
      }
      if (joins) {
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
    }
    for (int operand = 0; operand < strides.length; operand++) {
      steps[operand] = Arrays.copyOf(steps[operand], count);
    }
    return new Axes(Arrays.copyOf(merged, count), steps);
  }

  /** Loops over {@code output} with operands that broadcast to it. */
  static Axes broadcast(Shape output, Operand... operands) {
    int[][] strides = new int[operands.length][];
    for (int i = 0; i < operands.length; i++) {
      strides[i] = stretched(output, operands[i].shape());
    }
    return of(output.dims(), strides);
  }

  /** The strides of {@code shape} along the axes of {@code output}: 0 where it is stretched. */
  static int[] stretched(Shape output, Shape shape) {
    int[] dense = dense(shape);
    int[] strides = new int[output.rank()];
    int lead = output.rank() - shape.rank();
    for (int axis = 0; axis < shape.rank(); axis++) {
      strides[lead + axis] = shape.dim(axis) == 1 ? 0 : dense[axis];
    }
    return strides;
  }

  /** Row-major strides. */
  static int[] dense(Shape shape) {
    return Arrays.stream(shape.strides()).mapToInt(Math::toIntExact).toArray();
  }

  /** The length of a row. */
  int inner() {
    return dims[dims.length - 1];
  }

  /** The number of rows. */
  int rows() {
    int rows = 1;
    for (int axis = 0; axis < dims.length - 1; axis++) {
      rows *= dims[axis];
    }
    return inner() == 0 ? 0 : rows;
  }

  /** The number of elements. */
  int size() {
    return rows() * inner();
  }

  /** How far {@code operand} moves from element to element of a row. */
  int step(int operand) {
    return strides[operand][dims.length - 1];
  }

  /** Where a row begins in {@code operand}. */
  int start(int operand, int row) {
    int[] steps = strides[operand];
    int at = 0;
    int rest = row;
    for (int axis = dims.length - 2; axis >= 0; axis--) {
      at += rest % dims[axis] * steps[axis];
      rest /= dims[axis];
    }
    return at;
  }
}
