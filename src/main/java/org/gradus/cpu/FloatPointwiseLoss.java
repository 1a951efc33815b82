package org.gradus.cpu;

import org.gradus.cpu.math.FloatFunctions;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.FloatRows;
import org.gradus.cpu.math.Workers;
import org.gradus.op.Fused;
import org.gradus.op.LossKind;
import org.jspecify.annotations.Nullable;

/** The losses of single F32 elements, and their gradients from the same reading. */
final class FloatPointwiseLoss {
  /** Floats at a time, so that what lies between the loops stays in the first cache. */
  private static final int BLOCK = 1024;

  private final Parallel parallel;
  private final FloatFunctions functions;
  private final FloatRows rows;

  /** For each thread the losses and slopes of a block, and two runs of scratch. */
  private final float[][][] scratch;

  FloatPointwiseLoss(Parallel parallel, FloatKernels kernels) {
    this.parallel = parallel;
    functions = kernels.functions();
    rows = kernels.rows();
    scratch = new float[parallel.workers().threads()][4][BLOCK];
  }

  Kernel lower(Fused.PointwiseLoss op, Binding binding) {
    Operand x = binding.in(0);
    Operand t = binding.in(1);
    return parallel.elements(
        x.size(),
        (from, to) -> {
          float[][] runs = scratch[Workers.slot()];
          for (int i = from; i < to; i += BLOCK) {
            int n = Math.min(BLOCK, to - i);
            block(op, x.floats(), x.offset() + i, t.floats(), t.offset() + i, runs, n);
            put(runs[0], 1, binding.out(0), i, n);
            put(runs[1], (float) op.gradientScale(), binding.out(1), i, n);
          }
        });
  }

  private void put(float[] run, float factor, @Nullable Operand to, int at, int n) {
    if (to != null) {
      rows.affine(run, 0, factor, -0f, to.floats(), to.offset() + at, n);
    }
  }

  private void block(
      Fused.PointwiseLoss op, float[] x, int xAt, float[] t, int tAt, float[][] runs, int n) {
    float p = (float) op.parameter();
    switch (op.kind()) {
      case SQUARED -> {
        rows.subtract(x, xAt, t, tAt, runs[1], 0, n);
        rows.multiply(runs[1], 0, runs[1], 0, runs[0], 0, n);
        rows.affine(runs[1], 0, 2, -0f, runs[1], 0, n);
      }
      case BINARY_CROSS_ENTROPY -> binaryCrossEntropy(p, x, xAt, t, tAt, runs, n);
      case ABSOLUTE, HUBER, KL_DIVERGENCE -> each(op.kind(), p, x, xAt, t, tAt, runs, n);
    }
  }

  private static void each(
      LossKind kind, float p, float[] x, int xAt, float[] t, int tAt, float[][] runs, int n) {
    for (int i = 0; i < n; i++) {
      runs[0][i] = (float) LossFunctions.loss(kind, p, x[xAt + i], t[tAt + i]);
      runs[1][i] = (float) LossFunctions.slope(kind, p, x[xAt + i], t[tAt + i]);
    }
  }

  /** p t softplus(-x) + (1 - t) softplus(x), and (1 - t) sigmoid(x) - p t sigmoid(-x). */
  private void binaryCrossEntropy(
      float p, float[] x, int xAt, float[] t, int tAt, float[][] runs, int n) {
    float[] loss = runs[0];
    float[] slope = runs[1];
    float[] minus = runs[2];
    float[] other = runs[3];
    rows.affine(x, xAt, -1, -0f, minus, 0, n);
    functions.softplus(x, xAt, loss, 0, n);
    functions.softplus(minus, 0, other, 0, n);
    mix(p, t, tAt, loss, other, n);
    functions.sigmoid(x, xAt, slope, 0, n);
    functions.sigmoid(minus, 0, other, 0, n);
    rows.affine(other, 0, -1, -0f, other, 0, n);
    mix(p, t, tAt, slope, other, n);
  }

  /** no = p t yes + (1 - t) no. */
  private static void mix(float p, float[] t, int tAt, float[] no, float[] yes, int n) {
    for (int i = 0; i < n; i++) {
      float target = t[tAt + i];
      no[i] = p * target * yes[i] + (1 - target) * no[i];
    }
  }
}
