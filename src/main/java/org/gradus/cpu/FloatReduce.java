package org.gradus.cpu;

import java.util.Arrays;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.FloatRows;
import org.gradus.cpu.math.FloatSums;
import org.gradus.cpu.math.Workers;
import org.gradus.op.Reduce;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;

/** F32 reductions, in an order that depends on the shape alone. */
final class FloatReduce {
  private static final int PLANE_ROWS = 32;

  private final Parallel parallel;
  private final FloatRows rows;
  private final FloatSums sums;
  private final LongSums longSums;
  private final float[] zeros = new float[Parallel.GRAIN];

  FloatReduce(Parallel parallel, FloatKernels kernels) {
    this.parallel = parallel;
    rows = kernels.rows();
    sums = kernels.sums();
    longSums = new LongSums(sums);
  }

  Kernel lower(Reduce op, Binding binding) {
    return switch (op) {
      case Reduce.Fold fold -> fold(fold, binding);
      case Reduce.ArgMax argMax -> argMax(argMax, binding);
      case Reduce.AllFinite ignored -> allFinite(binding);
    };
  }

  /** Neighbouring axes make (outer, folded, inner); folds of scattered axes are rare. */
  private Kernel fold(Reduce.Fold op, Binding binding) {
    Operand x = binding.in(0);
    Shape shape = x.shape();
    int first = op.axes().isEmpty() ? shape.rank() : op.axes().getFirst();
    int last = op.axes().isEmpty() ? shape.rank() : op.axes().getLast() + 1;
    if (last - first != op.axes().size()) {
      return ReferenceReduce.lower(op, binding);
    }
    int outer = shape.prefix(first).intSize();
    int inner = shape.suffix(last).intSize();
    int folded = shape.suffix(first).intSize() / Math.max(1, inner);
    if (inner == 1) {
      return foldRows(op.kind(), x, binding.out(), outer, folded);
    }
    if (op.kind() == FoldKind.SUM && outer == 1) {
      return sumColumns(x, binding.out(), folded, inner);
    }
    return foldPlanes(op.kind(), x, binding.out(), outer, folded, inner);
  }

  private double foldRow(FoldKind kind, float[] x, int at, int n) {
    return switch (kind) {
      case SUM -> longSums.sum(x, at, n);
      case MAX -> sums.max(x, at, n);
      case MIN -> sums.min(x, at, n);
    };
  }

  /** Folds each row; rows too long for one thread in parts, which are combined in their order. */
  private Kernel foldRows(FoldKind kind, Operand x, Operand y, int outer, int n) {
    int parts = Math.max(1, Workers.chunks(n, Parallel.GRAIN));
    double[] partial = new double[outer * parts];
    Kernel section =
        parallel.rows(
            outer * parts,
            Math.min(n, Parallel.GRAIN),
            (first, last) -> {
              for (int i = first; i < last; i++) {
                int start = Workers.chunkStart(i % parts, n, Parallel.GRAIN);
                int end = Workers.chunkStart(i % parts + 1, n, Parallel.GRAIN);
                int at = x.offset() + i / parts * n + start;
                partial[i] = foldRow(kind, x.floats(), at, end - start);
              }
            });
    return () -> {
      section.run();
      for (int row = 0; row < outer; row++) {
        double total = partial[row * parts];
        for (int part = 1; part < parts; part++) {
          total = ReferenceReduce.combine(kind, total, partial[row * parts + part]);
        }
        y.floats()[y.offset() + row] = (float) total;
      }
    };
  }

  /** The sums over the rows of a matrix. */
  Kernel sumRows(Operand x, Operand y) {
    int width = x.shape().last();
    int count = x.shape().dim(0);
    return width == 1 ? foldRows(FoldKind.SUM, x, y, 1, count) : sumColumns(x, y, count, width);
  }

  private Kernel sumColumns(Operand x, Operand y, int count, int width) {
    ColumnSums columns =
        new ColumnSums(
            parallel,
            count,
            width,
            1,
            (row, column, n, total) ->
                rows.add(total, 0, x.floats(), x.offset() + row * width + column, total, 0, n));
    return () -> {
      columns.run();
      for (int i = 0; i < width; i++) {
        y.floats()[y.offset() + i] = (float) columns.total(0, i);
      }
    };
  }

  /**
   * Folds the middle axis of (outer, folded, inner), row by row: 32 rows at a time, and these into
   * the output, so that a sum of n rows errs as one of 32 + n / 32 additions does.
   */
  private Kernel foldPlanes(FoldKind kind, Operand x, Operand y, int outer, int folded, int inner) {
    RowGradients.RowGradient combine =
        switch (kind) {
          case SUM -> rows::add;
          case MAX -> rows::maximum;
          case MIN -> rows::minimum;
        };
    float identity = (float) ReferenceReduce.identity(kind);
    float[][] scratch = new float[parallel.workers().threads()][inner];
    return parallel.rows(
        outer,
        folded * inner,
        (first, last) -> {
          float[] part = scratch[Workers.slot()];
          for (int plane = first; plane < last; plane++) {
            int to = y.offset() + plane * inner;
            Arrays.fill(y.floats(), to, to + inner, identity);
            for (int start = 0; start < folded; start += PLANE_ROWS) {
              Arrays.fill(part, identity);
              for (int i = start; i < Math.min(start + PLANE_ROWS, folded); i++) {
                int from = x.offset() + (plane * folded + i) * inner;
                combine.apply(part, 0, x.floats(), from, part, 0, inner);
              }
              combine.apply(y.floats(), to, part, 0, y.floats(), to, inner);
            }
          }
        });
  }

  private Kernel argMax(Reduce.ArgMax op, Binding binding) {
    Operand x = binding.in(0);
    Operand y = binding.out();
    int axis = x.shape().axis(op.axis());
    int extent = x.shape().dim(axis);
    int stride = x.shape().suffix(axis + 1).intSize();
    return parallel.rows(
        y.size(),
        extent,
        (first, last) -> {
          for (int i = first; i < last; i++) {
            int at = x.offset() + i / stride * extent * stride + i % stride;
            y.ints()[y.offset() + i] = firstLargest(x.floats(), at, stride, extent);
          }
        });
  }

  /** The position of the first largest element, or of the first NaN. */
  private static int firstLargest(float[] x, int at, int stride, int extent) {
    int best = 0;
    float largest = x[at];
    for (int i = 1; i < extent && !Float.isNaN(largest); i++) {
      float value = x[at + i * stride];
      if (value > largest || Float.isNaN(value)) {
        best = i;
        largest = value;
      }
    }
    return best;
  }

  /** Zero times a number is zero if it is finite, else NaN; and NaN survives a sum. */
  private Kernel allFinite(Binding binding) {
    Operand x = binding.in(0);
    Operand y = binding.out();
    int parts = Workers.chunks(x.size(), Parallel.GRAIN);
    boolean[] finite = new boolean[parts];
    Kernel section =
        parallel.elements(
            x.size(),
            (from, to) -> {
              float sum = sums.dot(x.floats(), x.offset() + from, zeros, 0, to - from);
              finite[from / Parallel.GRAIN] = sum == 0;
            });
    return () -> {
      section.run();
      boolean all = true;
      for (boolean part : finite) {
        all &= part;
      }
      y.set(0, all ? 1 : 0);
    };
  }
}
