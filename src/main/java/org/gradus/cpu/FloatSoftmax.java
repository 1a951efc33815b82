package org.gradus.cpu;

import org.gradus.cpu.math.FloatFunctions;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.FloatRows;
import org.gradus.cpu.math.FloatSums;
import org.gradus.cpu.math.Workers;
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
  Kernel crossEntropy(double gradientScale, Binding binding) {
    Operand logits = binding.in(0);
    Operand labels = binding.in(1);
    @Nullable Operand losses = binding.out(0);
    @Nullable Operand gradient = binding.out(1);
    int classes = logits.shape().last();
    float scale = (float) gradientScale;
    // Without a gradient the exponentials go to a row of the thread's own.
    float[][] scratch = new float[parallel.workers().threads()][gradient == null ? classes : 0];
    Kernel section =
        parallel.rows(
            labels.size(),
            4 * classes,
            (first, last) -> {
              float[] x = logits.floats();
              for (int row = first; row < last; row++) {
                int at = logits.offset() + row * classes;
                float[] y = gradient == null ? scratch[Workers.slot()] : gradient.floats();
                int to = gradient == null ? 0 : gradient.offset() + row * classes;
                int label = labels.ints()[labels.offset() + row];
                float max = sums.max(x, at, classes);
                double sum = exponentials(x, at, max, y, to, classes);
                if (losses != null) {
                  double loss = Math.log(sum) + ((double) max - x[at + label]);
                  losses.floats()[losses.offset() + row] = (float) loss;
                }
                if (gradient != null) {
                  rows.affine(y, to, (float) (gradientScale / sum), 0, y, to, classes);
                  y[to + label] -= scale;
                }
              }
            });
    return () -> {
      Labels.check(binding, classes);
      section.run();
    };
  }
}
