package org.gradus.cpu;

import java.util.Arrays;
import org.gradus.op.Reduce;
import org.gradus.op.Reduce.FoldKind;

/** Reductions in double, element by element in the order of the operand. */
final class ReferenceReduce {
  private ReferenceReduce() {}

  static Kernel lower(Reduce op, Binding binding) {
    return switch (op) {
      case Reduce.Fold fold -> fold(fold, binding);
      case Reduce.ArgMax argMax -> argMax(argMax, binding);
      case Reduce.AllFinite ignored -> {
        Operand x = binding.in(0);
        yield ReferenceElementwise.each(binding.out(), i -> allFinite(x) ? 1 : 0);
      }
    };
  }

  private static boolean allFinite(Operand x) {
    for (int i = 0; i < x.size(); i++) {
      if (!Double.isFinite(x.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static Kernel fold(Reduce.Fold op, Binding binding) {
    Operand x = binding.in(0);
    Operand y = binding.out();
    // The output seen from the operand: as long, with stride 0 along the axes that are folded.
    int[] kept = Axes.stretched(x.shape(), x.shape().reduce(op.axes(), true));
    Axes axes = Axes.of(x.shape().dims(), kept);
    double[] totals = new double[y.size()];
    return () -> {
      Arrays.fill(totals, identity(op.kind()));
      for (int i = 0; i < x.size(); i++) {
        int at = axes.start(0, i / axes.inner()) + i % axes.inner() * axes.step(0);
        totals[at] = combine(op.kind(), totals[at], x.get(i));
      }
      for (int i = 0; i < totals.length; i++) {
        y.set(i, totals[i]);
      }
    };
  }

  /** What a fold of nothing gives. */
  static double identity(FoldKind kind) {
    return switch (kind) {
      case SUM -> 0;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  static double combine(FoldKind kind, double a, double b) {
    return switch (kind) {
      case SUM -> a + b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }

  private static Kernel argMax(Reduce.ArgMax op, Binding binding) {
    Operand x = binding.in(0);
    int axis = x.shape().axis(op.axis());
    int extent = x.shape().dim(axis);
    int stride = x.shape().suffix(axis + 1).intSize();
    return ReferenceElementwise.each(
        binding.out(),
        i -> firstLargest(x, i / stride * extent * stride + i % stride, stride, extent));
  }

  /** The position of the first largest element, or of the first NaN. */
  private static int firstLargest(Operand x, int start, int stride, int extent) {
    int best = 0;
    double largest = x.get(start);
    for (int i = 1; i < extent && !Double.isNaN(largest); i++) {
      double value = x.get(start + i * stride);
      if (value > largest || Double.isNaN(value)) {
        best = i;
        largest = value;
      }
    }
    return best;
  }
}
