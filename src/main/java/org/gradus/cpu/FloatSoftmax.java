package org.gradus.cpu;

import java.util.Arrays;
import org.gradus.cpu.math.FloatFunctions;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.FloatRows;
import org.gradus.cpu.math.FloatSums;
import org.gradus.cpu.math.Workers;
import org.gradus.op.Fused;
import org.jspecify.annotations.Nullable;

/** Softmax, its logarithm and cross-entropy on it, over the rows of F32 matrices. */
final class FloatSoftmax {
  private final Parallel parallel;
  private final FloatRows rows;
  private final FloatFunctions functions;
  private final FloatSums sums;
  private final LongSums longSums;

  FloatSoftmax(Parallel parallel, FloatKernels kernels) {
    this.parallel = parallel;
    rows = kernels.rows();
    functions = kernels.functions();
    sums = kernels.sums();
    longSums = new LongSums(sums);
  }

  Kernel softmax(Binding binding) {
    return eachRow(
        binding,
        (x, at, y, to, width) -> {
          double sum = exponentials(x, at, sums.max(x, at, width), y, to, width);
          rows.affine(y, to, (float) (1 / sum), 0, y, to, width);
        });
  }

  Kernel logSoftmax(Binding binding) {
    return eachRow(
        binding,
        (x, at, y, to, width) -> {
          float max = sums.max(x, at, width);
          double sum = exponentials(x, at, max, y, to, width);
          rows.affine(x, at, 1, -max, y, to, width);
          rows.affine(y, to, 1, (float) -Math.log(sum), y, to, width);
        });
  }

  private Kernel eachRow(Binding binding, RowFunctions.RowFunction f) {
    Operand x = binding.in(0);
    Operand y = binding.out();
    int width = x.shape().last();
    return parallel.rows(
        width == 0 ? 0 : x.size() / width,
        width,
        (first, last) -> {
          for (int row = first; row < last; row++) {
            int at = row * width;
            f.apply(x.floats(), x.offset() + at, y.floats(), y.offset() + at, width);
          }
        });
  }

  /** y = exp(x - max), at most 1; returns their sum. */
  private double exponentials(float[] x, int at, float max, float[] y, int to, int width) {
    rows.affine(x, at, 1, -max, y, to, width);
    functions.exp(y, to, y, to, width);
    return longSums.sum(y, to, width);
  }

  /** Loss and gradient from one reading of each row of logits. */
  Kernel crossEntropy(Fused.SoftmaxCrossEntropy op, Binding binding) {
    Operand labels = binding.in(1);
    int classes = binding.in(0).shape().last();
    boolean wantsGradient = binding.out(1) != null;
    // Without a gradient the exponentials go to a row of the thread's own.
    float[][] scratch = new float[parallel.workers().threads()][wantsGradient ? 0 : classes];
    Kernel section =
        parallel.rows(
            labels.size(),
            4 * classes,
            (first, last) -> {
              for (int row = first; row < last; row++) {
                crossEntropy(op, binding, row, scratch[Workers.slot()]);
              }
            });
    return () -> {
      Labels.check(binding, classes, op.ignored());
      section.run();
    };
  }

  private void crossEntropy(
      Fused.SoftmaxCrossEntropy op, Binding binding, int row, float[] scratch) {
    Operand logits = binding.in(0);
    @Nullable Operand losses = binding.out(0);
    @Nullable Operand gradient = binding.out(1);
    int classes = logits.shape().last();
    int label = binding.in(1).ints()[binding.in(1).offset() + row];
    int at = logits.offset() + row * classes;
    float[] y = gradient == null ? scratch : gradient.floats();
    int to = gradient == null ? 0 : gradient.offset() + row * classes;
    if (op.ignored() != null && label == op.ignored()) {
      set(losses, row, 0);
      Arrays.fill(y, to, to + classes, 0);
      return;
    }
    float[] x = logits.floats();
    float max = sums.max(x, at, classes);
    rows.affine(x, at, 1, -max, y, to, classes);
    // Of the logits below the largest: the label's, and with smoothing their mean.
    double own = (double) max - x[at + label];
    double all = op.smoothing() == 0 ? 0 : -longSums.sum(y, to, classes) / classes;
    functions.exp(y, to, y, to, classes);
    double sum = longSums.sum(y, to, classes);
    double below = part(1 - op.smoothing(), own) + part(op.smoothing(), all);
    set(losses, row, (float) (Math.log(sum) + below));
    if (gradient != null) {
      double scale = op.gradientScale();
      float share = (float) (-scale * op.smoothing() / classes);
      rows.affine(y, to, (float) (scale / sum), share, y, to, classes);
      y[to + label] -= (float) (scale * (1 - op.smoothing()));
    }
  }

  /** A share of what may be infinite. */
  private static double part(double share, double of) {
    return share == 0 ? 0 : share * of;
  }

  private static void set(@Nullable Operand operand, int at, float value) {
    if (operand != null) {
      operand.floats()[operand.offset() + at] = value;
    }
  }
}
