package org.gradus.cpu;

import org.gradus.cpu.math.FloatRows;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation of an F32 matrix (N, C), each column over its rows.
 *
 * <p>The variance is computed in a second pass around the mean. The forward pass keeps a mean in
 * two floats, high and low, where it is taken off, so that a mean far larger than the deviation
 * costs no accuracy. The backward pass has the mean as the op hands it over, rounded to F32: there
 * a mean of m deviations costs an error of about m 2^-24 deviations in each centred value.
 */
final class FloatBatchNorm {
  private final Parallel parallel;
  private final FloatRows rows;

  FloatBatchNorm(Parallel parallel, FloatRows rows) {
    this.parallel = parallel;
    this.rows = rows;
  }

  Kernel forward(double epsilon, Binding binding) {
    return new Forward(epsilon, binding)::run;
  }

  Kernel backward(double epsilon, Binding binding) {
    return new Backward(epsilon, binding)::run;
  }

  private static int count(Operand x) {
    int channels = x.shape().last();
    return channels == 0 ? 0 : x.size() / channels;
  }

  private final class Forward {
    private final double epsilon;
    private final Operand x;
    private final Operand scale;
    private final Operand bias;
    private final Operand means;
    private final Operand variances;
    private final int channels;
    private final int count;
    private final ColumnSums sums;
    private final ColumnSums squares;
    private final float[] high;
    private final double[] low;
    private final float[] factor;
    private final float[] shift;
    private final Kernel normalize;

    Forward(double epsilon, Binding binding) {
      this.epsilon = epsilon;
      x = binding.in(0);
      scale = binding.in(1);
      bias = binding.in(2);
      means = binding.outOrScratch(1);
      variances = binding.outOrScratch(2);
      channels = x.shape().last();
      count = count(x);
      high = new float[channels];
      low = new double[channels];
      factor = new float[channels];
      shift = new float[channels];
      sums = new ColumnSums(parallel, count, channels, 1, this::addValue);
      squares = new ColumnSums(parallel, count, channels, 1, this::addSquare);
      Operand y = binding.out(0);
      normalize =
          y == null
              ? Kernel.NOTHING
              : parallel.rows(count, channels, (first, last) -> normalize(y, first, last));
    }

    void run() {
      sums.run();
      for (int c = 0; c < channels; c++) {
        double mean = sums.total(0, c) / count;
        high[c] = (float) mean;
        low[c] = mean - high[c];
        means.floats()[means.offset() + c] = high[c];
      }
      squares.run();
      for (int c = 0; c < channels; c++) {
        double variance = Math.max(0, squares.total(0, c) / count - low[c] * low[c]);
        variances.floats()[variances.offset() + c] = (float) variance;
        double k = scale.floats()[scale.offset() + c] / Math.sqrt(variance + epsilon);
        factor[c] = (float) k;
        double rest = Double.isInfinite(k) ? 0 : low[c] * k; // or infinity would become NaN
        shift[c] = (float) (bias.floats()[bias.offset() + c] - rest);
      }
      normalize.run();
    }

    private void addValue(int row, int column, int n, float[] total) {
      rows.add(total, 0, x.floats(), x.offset() + row * channels + column, total, 0, n);
    }

    private void addSquare(int row, int column, int n, float[] total) {
      int at = x.offset() + row * channels + column;
      int w = ColumnSums.WIDTH;
      rows.subtract(x.floats(), at, high, column, total, w, n);
      rows.multiplyAdd(total, w, total, w, total, 0, total, 0, n);
    }

    private void normalize(Operand y, int first, int last) {
      for (int row = first; row < last; row++) {
        int to = y.offset() + row * channels;
        rows.subtract(x.floats(), x.offset() + row * channels, high, 0, y.floats(), to, channels);
        rows.multiplyAdd(y.floats(), to, factor, 0, shift, 0, y.floats(), to, channels);
      }
    }
  }

  /**
   * With d = x - mean, k = scale rstd, sums over the N rows: dbias = sum(dy), dscale = sum(dy d)
   * rstd, dx = k (dy - dbias / N - d rstd dscale / N).
   */
  private final class Backward {
    private final double epsilon;
    private final Operand x;
    private final Operand scale;
    private final Operand mean;
    private final Operand variance;
    private final Operand dy;
    private final @Nullable Operand dscale;
    private final @Nullable Operand dbias;
    private final int channels;
    private final int count;
    private final ColumnSums sums;
    private final float[] factor;
    private final float[] ofDeviation;
    private final float[] constant;
    private final Kernel propagate;

    Backward(double epsilon, Binding binding) {
      this.epsilon = epsilon;
      x = binding.in(0);
      scale = binding.in(1);
      mean = binding.in(2);
      variance = binding.in(3);
      dy = binding.in(4);
      dscale = binding.out(1);
      dbias = binding.out(2);
      channels = x.shape().last();
      count = count(x);
      factor = new float[channels];
      ofDeviation = new float[channels];
      constant = new float[channels];
      sums = new ColumnSums(parallel, count, channels, 2, this::add);
      Operand dx = binding.out(0);
      propagate =
          dx == null
              ? Kernel.NOTHING
              : parallel.rows(count, channels, (first, last) -> propagate(dx, first, last));
    }

    void run() {
      sums.run();
      for (int c = 0; c < channels; c++) {
        double rstd = 1 / Math.sqrt(variance.floats()[variance.offset() + c] + epsilon);
        double sum = sums.total(0, c);
        double product = sums.total(1, c) * rstd;
        set(dscale, c, product);
        set(dbias, c, sum);
        double k = scale.floats()[scale.offset() + c] * rstd;
        factor[c] = (float) k;
        ofDeviation[c] = (float) (-rstd * product / count);
        constant[c] = (float) (-sum / count);
      }
      propagate.run();
    }

    private void add(int row, int column, int n, float[] total) {
      int at = row * channels + column;
      int w = ColumnSums.WIDTH;
      rows.add(total, 0, dy.floats(), dy.offset() + at, total, 0, n);
      rows.subtract(
          x.floats(), x.offset() + at, mean.floats(), mean.offset() + column, total, 2 * w, n);
      rows.multiplyAdd(dy.floats(), dy.offset() + at, total, 2 * w, total, w, total, w, n);
    }

    private void propagate(Operand dx, int first, int last) {
      float[] to = dx.floats();
      for (int row = first; row < last; row++) {
        int at = row * channels;
        int target = dx.offset() + at;
        rows.subtract(
            x.floats(), x.offset() + at, mean.floats(), mean.offset(), to, target, channels);
        rows.multiplyAdd(to, target, ofDeviation, 0, constant, 0, to, target, channels);
        rows.add(dy.floats(), dy.offset() + at, to, target, to, target, channels);
        rows.multiply(to, target, factor, 0, to, target, channels);
      }
    }
  }

  private static void set(@Nullable Operand operand, int at, double value) {
    if (operand != null) {
      operand.floats()[operand.offset() + at] = (float) value;
    }
  }
}
