package org.gradus.cpu;

import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.FloatRows;
import org.gradus.cpu.math.Workers;
import org.gradus.op.Fused;
import org.jspecify.annotations.Nullable;

/** Layer normalisation of an F32 matrix (N, C), each row over its columns. */
final class FloatLayerNorm {
  private final Parallel parallel;
  private final FloatRows rows;
  private final LongSums sums;

  FloatLayerNorm(Parallel parallel, FloatKernels kernels) {
    this.parallel = parallel;
    rows = kernels.rows();
    sums = new LongSums(kernels.sums());
  }

  Kernel forward(Fused.LayerNorm norm, Binding binding) {
    Operand x = binding.in(0);
    Operand scale = binding.in(1);
    Operand bias = binding.in(2);
    Operand y = binding.outOrScratch(0);
    int width = x.shape().last();
    return parallel.rows(
        width == 0 ? 0 : x.size() / width,
        width,
        (first, last) -> {
          for (int row = first; row < last; row++) {
            int at = x.offset() + row * width;
            int to = y.offset() + row * width;
            double mean = norm.centred() ? sums.sum(x.floats(), at, width) / width : 0;
            float centre = (float) mean;
            double square = sums.sumOfSquaredDifferences(x.floats(), at, centre, width);
            double variance = Math.max(0, square / width - (mean - centre) * (mean - centre));
            float rstd = (float) (1 / Math.sqrt(variance + norm.epsilon()));
            set(binding.out(1), row, centre);
            set(binding.out(2), row, rstd);
            rows.normalize(x.floats(), at, centre, rstd, y.floats(), to, width);
            rows.multiplyAdd(
                y.floats(),
                to,
                scale.floats(),
                scale.offset(),
                bias.floats(),
                bias.offset(),
                y.floats(),
                to,
                width);
          }
        });
  }

  /**
   * With n = (x - mean) rstd and g = dy scale, sums over a row of C: dx = rstd (g - sum(g) / C - n
   * sum(g n) / C), without sum(g) where the mean is not taken off. Over the rows: dscale = sum(dy
   * n), dbias = sum(dy).
   */
  Kernel backward(Fused.LayerNormGradient norm, Binding binding) {
    Kernel inputs = binding.out(0) == null ? Kernel.NOTHING : propagate(norm, binding);
    boolean parameters = binding.out(1) != null || binding.out(2) != null;
    return Kernel.all(inputs, parameters ? parameters(binding) : Kernel.NOTHING);
  }

  private Kernel propagate(Fused.LayerNormGradient norm, Binding binding) {
    Operand x = binding.in(0);
    Operand scale = binding.in(1);
    Operand means = binding.in(2);
    Operand rstds = binding.in(3);
    Operand dy = binding.in(4);
    Operand dx = binding.out();
    int width = x.shape().last();
    float[][] scratch = new float[parallel.workers().threads()][width];
    return parallel.rows(
        means.size(),
        2 * width,
        (first, last) -> {
          float[] normal = scratch[Workers.slot()];
          float[] g = dx.floats();
          for (int row = first; row < last; row++) {
            int at = row * width;
            int to = dx.offset() + at;
            float mean = means.floats()[means.offset() + row];
            float rstd = rstds.floats()[rstds.offset() + row];
            rows.normalize(x.floats(), x.offset() + at, mean, rstd, normal, 0, width);
            rows.multiply(
                dy.floats(), dy.offset() + at, scale.floats(), scale.offset(), g, to, width);
            double sum = norm.centred() ? sums.sum(g, to, width) : 0;
            double product = sums.dot(g, to, normal, 0, width);
            rows.affine(g, to, rstd, (float) (-rstd * sum / width), g, to, width);
            rows.axpy(normal, 0, (float) (-rstd * product / width), g, to, width);
          }
        });
  }

  private Kernel parameters(Binding binding) {
    Operand x = binding.in(0);
    Operand means = binding.in(2);
    Operand rstds = binding.in(3);
    Operand dy = binding.in(4);
    int width = x.shape().last();
    int w = ColumnSums.WIDTH;
    ColumnSums columns =
        new ColumnSums(
            parallel,
            means.size(),
            width,
            2,
            (row, column, n, total) -> {
              int at = row * width + column;
              float mean = means.floats()[means.offset() + row];
              float rstd = rstds.floats()[rstds.offset() + row];
              rows.normalize(x.floats(), x.offset() + at, mean, rstd, total, 2 * w, n);
              rows.multiplyAdd(dy.floats(), dy.offset() + at, total, 2 * w, total, 0, total, 0, n);
              rows.add(total, w, dy.floats(), dy.offset() + at, total, w, n);
            });
    return () -> {
      columns.run();
      for (int i = 0; i < width; i++) {
        set(binding.out(1), i, (float) columns.total(0, i));
        set(binding.out(2), i, (float) columns.total(1, i));
      }
    };
  }

  private static void set(@Nullable Operand operand, int at, float value) {
    if (operand != null) {
      operand.floats()[operand.offset() + at] = value;
    }
  }
}
