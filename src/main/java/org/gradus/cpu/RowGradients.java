package org.gradus.cpu;

import java.util.function.DoubleBinaryOperator;
import org.gradus.cpu.math.FloatFunctions;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.FloatMath;
import org.gradus.cpu.math.FloatRows;
import org.gradus.cpu.math.Workers;
import org.gradus.op.UnaryKind;

/**
 * The chain rules of the functions of one variable over runs of floats: those of usual activations
 * put together from vector loops, the rest element by element in double, rounded once.
 */
final class RowGradients {
  /** dx[i] = dy[i] f'(..), from the argument or the result as the kind says. */
  @FunctionalInterface
  interface RowGradient {
    /** Applies the chain rule to {@code n} floats. */
    void apply(float[] saved, int at, float[] dy, int dyAt, float[] dx, int dxAt, int n);
  }

  /** Writes f'(x) of up to {@link #BLOCK} floats to {@code d}, with two runs of scratch. */
  @FunctionalInterface
  private interface Slope {
    void of(float[] x, int at, float[] d, float[] t, float[] u, int n);
  }

  /** Floats at a time, so that what lies between the loops stays in the first cache. */
  private static final int BLOCK = 1024;

  private static final float SQRT_HALF = (float) Math.sqrt(0.5);
  private static final float DENSITY = (float) (1 / Math.sqrt(2 * Math.PI));
  private static final float ERF_SLOPE = (float) (2 / Math.sqrt(Math.PI));

  private final FloatFunctions functions;
  private final FloatRows rows;
  private final float[][][] scratch;

  RowGradients(FloatKernels kernels, int threads) {
    functions = kernels.functions();
    rows = kernels.rows();
    scratch = new float[threads][3][BLOCK];
  }

  /** The chain rule; {@code p} is the op's parameter. */
  RowGradient of(UnaryKind kind, double p) {
    return switch (kind) {
      case NEGATE -> (s, at, dy, dyAt, dx, dxAt, n) -> rows.affine(dy, dyAt, -1, -0f, dx, dxAt, n);
      case EXP -> rows::multiply;
      case TANH -> rows::tanhGradient;
      case SIGMOID -> rows::sigmoidGradient;
      case RELU -> rows::reluGradient;
      case LEAKY_RELU -> leaky((float) p);
      case ERF -> blocks(this::erf);
      case GELU -> blocks(this::gelu);
      case GELU_TANH -> blocks(this::geluTanh);
      case SILU -> blocks(this::silu);
      case SOFTPLUS -> blocks((x, at, d, t, u, n) -> functions.sigmoid(x, at, d, 0, n));
      case HARD_TANH -> within(-1, 1, 1);
      case RELU6 -> within(0, 6, 1);
      case HARD_SIGMOID -> within(-3, 3, 1f / 6);
      case HARD_SWISH -> RowGradients::hardSwish;
      case ABS, SIGN, SQUARE, SQRT, RSQRT, RECIPROCAL, LOG, SIN, COS, ELU, SELU ->
          each(UnaryFunctions.gradientOf(kind, p));
    };
  }

  private RowGradient blocks(Slope slope) {
    return (x, at, dy, dyAt, dx, dxAt, n) -> {
      float[][] runs = scratch[Workers.slot()];
      for (int i = 0; i < n; i += BLOCK) {
        int length = Math.min(BLOCK, n - i);
        slope.of(x, at + i, runs[0], runs[1], runs[2], length);
        rows.multiply(dy, dyAt + i, runs[0], 0, dx, dxAt + i, length);
      }
    };
  }

  /** 2 / sqrt(pi) exp(-x^2). */
  private void erf(float[] x, int at, float[] d, float[] t, float[] u, int n) {
    rows.multiply(x, at, x, at, t, 0, n);
    rows.affine(t, 0, -1, 0, t, 0, n);
    functions.exp(t, 0, t, 0, n);
    rows.affine(t, 0, ERF_SLOPE, 0, d, 0, n);
  }

  /** Phi(x) + x phi(x), with the normal distribution function and its density. */
  private void gelu(float[] x, int at, float[] d, float[] t, float[] u, int n) {
    rows.multiply(x, at, x, at, t, 0, n);
    rows.affine(t, 0, -0.5f, 0, t, 0, n);
    functions.exp(t, 0, t, 0, n);
    rows.affine(t, 0, DENSITY, 0, t, 0, n);
    rows.affine(x, at, SQRT_HALF, 0, u, 0, n);
    functions.erf(u, 0, u, 0, n);
    rows.affine(u, 0, 0.5f, 0.5f, u, 0, n);
    rows.multiplyAdd(x, at, t, 0, u, 0, d, 0, n);
  }

  /**
   * s + 2 x v' s r with s = sigmoid(2 v), r = sigmoid(-2 v) and v = c1 x + c3 x^3. This is the
   * chain rule of tanh's form, without the digits that 1 + tanh(v) and 1 - tanh(v)^2 lose on the
   * tails.
   */
  private void geluTanh(float[] x, int at, float[] d, float[] t, float[] u, int n) {
    rows.multiply(x, at, x, at, u, 0, n);
    rows.affine(u, 0, 2 * FloatMath.GELU_3, 2 * FloatMath.GELU_1, t, 0, n);
    rows.multiply(t, 0, x, at, t, 0, n);
    functions.sigmoid(t, 0, d, 0, n);
    rows.affine(t, 0, -1, 0, t, 0, n);
    functions.sigmoid(t, 0, t, 0, n);
    rows.affine(u, 0, 6 * FloatMath.GELU_3, 2 * FloatMath.GELU_1, u, 0, n);
    rows.multiply(u, 0, x, at, u, 0, n);
    rows.multiply(u, 0, t, 0, u, 0, n);
    rows.multiplyAdd(u, 0, d, 0, d, 0, d, 0, n);
  }

  /** s (1 + x (1 - s)) with s = sigmoid(x). */
  private void silu(float[] x, int at, float[] d, float[] t, float[] u, int n) {
    functions.sigmoid(x, at, t, 0, n);
    rows.sigmoidGradient(t, 0, x, at, u, 0, n);
    rows.add(t, 0, u, 0, d, 0, n);
  }

  private static RowGradient leaky(float slope) {
    return (y, at, dy, dyAt, dx, dxAt, n) -> {
      for (int i = 0; i < n; i++) {
        float gradient = dy[dyAt + i];
        dx[dxAt + i] = y[at + i] > 0 ? gradient : slope * gradient;
      }
    };
  }

  /** The slope between two kinks; 0 outside. */
  private static RowGradient within(float low, float high, float slope) {
    return (s, at, dy, dyAt, dx, dxAt, n) -> {
      for (int i = 0; i < n; i++) {
        float value = s[at + i];
        dx[dxAt + i] = value > low && value < high ? dy[dyAt + i] * slope : 0;
      }
    };
  }

  private static void hardSwish(
      float[] x, int at, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    for (int i = 0; i < n; i++) {
      float value = x[at + i];
      float gradient = dy[dyAt + i];
      float inner = gradient * Math.fma(value, 1f / 3, 0.5f);
      dx[dxAt + i] = value < -3 ? 0 : value >= 3 ? gradient : inner;
    }
  }

  private static RowGradient each(DoubleBinaryOperator f) {
    return (saved, at, dy, dyAt, dx, dxAt, n) -> {
      for (int i = 0; i < n; i++) {
        dx[dxAt + i] = (float) f.applyAsDouble(saved[at + i], dy[dyAt + i]);
      }
    };
  }
}
