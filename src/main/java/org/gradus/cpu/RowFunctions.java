package org.gradus.cpu;

import java.util.function.DoubleUnaryOperator;
import org.gradus.cpu.math.FloatFunctions;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.FloatRows;
import org.gradus.op.UnaryKind;

/**
 * The functions of one variable over runs of floats: the hot ones by vector loops, the rest element
 * by element in double, rounded once.
 */
final class RowFunctions {
  /** y[i] = f(x[i]); the runs are the same or lie apart. */
  @FunctionalInterface
  interface RowFunction {
    /** Applies the function to {@code n} floats. */
    void apply(float[] x, int xAt, float[] y, int yAt, int n);
  }

  private final FloatFunctions functions;
  private final FloatRows rows;

  RowFunctions(FloatKernels kernels) {
    functions = kernels.functions();
    rows = kernels.rows();
  }

  /** The function; {@code p} is the op's parameter. */
  RowFunction of(UnaryKind kind, double p) {
    return switch (kind) {
      case NEGATE -> (x, xAt, y, yAt, n) -> rows.affine(x, xAt, -1f, -0f, y, yAt, n);
      case SQUARE -> (x, xAt, y, yAt, n) -> rows.multiply(x, xAt, x, xAt, y, yAt, n);
      case EXP -> functions::exp;
      case LOG -> functions::log;
      case ERF -> functions::erf;
      case TANH -> functions::tanh;
      case SIGMOID -> functions::sigmoid;
      case RELU -> rows::relu;
      case GELU -> functions::gelu;
      case GELU_TANH -> functions::geluTanh;
      case SILU -> functions::silu;
      case SOFTPLUS -> functions::softplus;
      case LEAKY_RELU -> leaky((float) p);
      case HARD_TANH -> clamped(0, -1, 1, 1);
      case RELU6 -> clamped(0, 0, 6, 1);
      case HARD_SIGMOID -> clamped(3, 0, 6, 1f / 6);
      case HARD_SWISH -> RowFunctions::hardSwish;
      case ABS, SIGN, SQRT, RSQRT, RECIPROCAL, SIN, COS, ELU, SELU ->
          each(UnaryFunctions.of(kind, p));
    };
  }

  private static RowFunction leaky(float slope) {
    return (x, xAt, y, yAt, n) -> {
      for (int i = 0; i < n; i++) {
        float value = x[xAt + i];
        y[yAt + i] = value > 0 ? value : slope * value;
      }
    };
  }

  /** x + shift within two bounds, times a scale. */
  private static RowFunction clamped(float shift, float low, float high, float scale) {
    return (x, xAt, y, yAt, n) -> {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = Math.min(Math.max(x[xAt + i] + shift, low), high) * scale;
      }
    };
  }

  private static void hardSwish(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      float value = x[xAt + i];
      y[yAt + i] = value * (Math.min(Math.max(value + 3, 0), 6) * (1f / 6));
    }
  }

  private static RowFunction each(DoubleUnaryOperator f) {
    return (x, xAt, y, yAt, n) -> {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = (float) f.applyAsDouble(x[xAt + i]);
      }
    };
  }
}
