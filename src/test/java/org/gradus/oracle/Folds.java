package org.gradus.oracle;

import java.util.Arrays;
import java.util.List;
import org.gradus.op.Reduce;
import org.gradus.op.Shape;

/** Reductions. */
final class Folds {
  private Folds() {}

  static double[] compute(Reduce op, double[] x, Shape shape) {
    return switch (op) {
      case Reduce.Fold fold -> fold(fold, x, shape);
      case Reduce.ArgMax argMax -> argMax(argMax.axis(), x, shape);
      case Reduce.AllFinite _ -> new double[] {Arrays.stream(x).allMatch(Double::isFinite) ? 1 : 0};
    };
  }

  private static double[] fold(Reduce.Fold op, double[] x, Shape shape) {
    Shape kept = shape.reduce(op.axes(), true);
    double[] result = new double[kept.intSize()];
    Arrays.fill(
        result,
        switch (op.kind()) {
          case SUM -> 0;
          case MAX -> Double.NEGATIVE_INFINITY;
          case MIN -> Double.POSITIVE_INFINITY;
        });
    for (int i = 0; i < x.length; i++) {
      int to = place(i, shape, op.axes(), kept);
      result[to] =
          switch (op.kind()) {
            case SUM -> result[to] + x[i];
            case MAX -> Math.max(result[to], x[i]);
            case MIN -> Math.min(result[to], x[i]);
          };
    }
    return result;
  }

  private static double[] argMax(int axis, double[] x, Shape shape) {
    Shape kept = shape.reduce(List.of(axis), true);
    double[] best = new double[kept.intSize()];
    double[] result = new double[best.length];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < x.length; i++) {
      int to = place(i, shape, List.of(axis), kept);
      if (x[i] > best[to]) {
        best[to] = x[i];
        result[to] = Views.position(i, shape)[axis];
      }
    }
    return result;
  }

  private static int place(int flat, Shape shape, List<Integer> folded, Shape kept) {
    int[] position = Views.position(flat, shape);
    folded.forEach(axis -> position[axis] = 0);
    return Views.flat(position, kept);
  }
}
