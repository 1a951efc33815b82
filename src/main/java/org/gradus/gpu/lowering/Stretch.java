package org.gradus.gpu.lowering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gradus.op.Shape;

/**
 * How operands that broadcast are walked through: the result as rows of columns, in which each
 * operand moves by strides of its own, 0 where it is stretched.
 *
 * <p>Axes that all operands walk through as one are merged. Then a row, a column or a scalar beside
 * a matrix leave two axes, and operands of one shape a single one. Along the columns, the innermost
 * axis, an operand moves from element to element or not at all.
 */
final class Stretch {
  /** Numbers of an axis in the table: its extent, and two words for each of three strides. */
  private static final int TABLE_AXIS = 7;

  private final List<Axis> axes; // the outermost first, at least one

  private static final class Axis {
    private final long extent;
    private final long[] strides;

    Axis(long extent, long[] strides) {
      this.extent = extent;
      this.strides = strides;
    }

    /** Whether every operand comes to the next element of this axis by the end of {@code inner}. */
    boolean joins(Axis inner) {
      for (int i = 0; i < strides.length; i++) {
        if (strides[i] != inner.strides[i] * inner.extent) {
          return false;
        }
      }
      return true;
    }
  }

  private Stretch(List<Axis> axes) {
    this.axes = axes;
  }

  /** The walk through {@code result} of operands that broadcast to it. */
  static Stretch of(Shape result, Shape... operands) {
    List<Axis> merged = new ArrayList<>();
    for (int axis = 0; axis < result.rank(); axis++) {
      if (result.dim(axis) == 1) {
        continue;
      }
      Axis next = new Axis(result.dim(axis), strides(result, axis, operands));
      if (!merged.isEmpty() && merged.getLast().joins(next)) {
        Axis last = merged.removeLast();
        next = new Axis(last.extent * next.extent, next.strides);
      }
      merged.add(next);
    }
    if (merged.isEmpty()) {
      long[] dense = new long[operands.length];
      Arrays.fill(dense, 1);
      merged.add(new Axis(1, dense));
    }
    return new Stretch(merged);
  }

  private static long[] strides(Shape result, int axis, Shape[] operands) {
    long[] strides = new long[operands.length];
    for (int i = 0; i < operands.length; i++) {
      int own = axis - (result.rank() - operands[i].rank());
      boolean moves = own >= 0 && operands[i].dim(own) != 1;
      strides[i] = moves ? operands[i].strides()[own] : 0;
    }
    return strides;
  }

  /** Whether no operand is stretched. */
  boolean isFlat() {
    return axes.size() == 1 && Arrays.stream(axes.getFirst().strides).allMatch(step -> step == 1);
  }

  /** The length of a row, along which all operands walk evenly. */
  long columns() {
    return axes.getLast().extent;
  }

  /** The number of rows. */
  long rows() {
    long rows = 1;
    for (Axis axis : axes.subList(0, axes.size() - 1)) {
      rows = Math.multiplyExact(rows, axis.extent);
    }
    return rows;
  }

  /** How far an operand moves from column to column: 1 or 0. */
  int step(int operand) {
    return (int) axes.getLast().strides[operand];
  }

  /** How far an operand moves along the outermost axis; 0 if there are only columns. */
  long stride(int operand) {
    return axes.size() == 1 ? 0 : axes.getFirst().strides[operand];
  }

  /** The number of axes between the outermost and the columns. */
  int outer() {
    return Math.max(0, axes.size() - 2);
  }

  /** These axes as {@code stretch.h} reads them, the innermost first; never empty. */
  int[] table() {
    int[] table = new int[Math.max(1, TABLE_AXIS * outer())];
    for (int i = 0; i < outer(); i++) {
      Axis axis = axes.get(axes.size() - 2 - i);
      int at = TABLE_AXIS * i;
      table[at++] = Math.toIntExact(axis.extent);
      for (long stride : axis.strides) {
        table[at++] = (int) stride;
        table[at++] = (int) (stride >>> Integer.SIZE);
      }
    }
    return table;
  }
}
