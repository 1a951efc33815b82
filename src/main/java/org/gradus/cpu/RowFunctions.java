package org.gradus.cpu;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.gradus.op.UnaryKind;

/**
 * The functions of one variable and their chain rules over runs of floats: the hot ones by vector
 * loops, the rest element by element in double, rounded once.
 */
final class RowFunctions {
  /** y[i] = f(x[i]); the runs are the same or lie apart. */
  @FunctionalInterface
  interface RowFunction {
    /** Applies the function to {@code n} floats. */
    void apply(float[] x, int xAt, float[] y, int yAt, int n);
  }

  /** dx[i] = dy[i] f'(..), from the argument or the result as the kind says. */
  @FunctionalInterface
  interface RowGradient {
    /** Applies the chain rule to {@code n} floats. */
    void apply(float[] saved, int at, float[] dy, int dyAt, float[] dx, int dxAt, int n);
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
      case ABS, SIGN, SQRT, RSQRT, RECIPROCAL, SIN, COS, LEAKY_RELU, ELU ->
          each(UnaryFunctions.of(kind, p));
    };
  }

  /** The chain rule; {@code p} is the op's parameter. */
  RowGradient gradientOf(UnaryKind kind, double p) {
    return switch (kind) {
      case NEGATE -> (s, at, dy, dyAt, dx, dxAt, n) -> rows.affine(dy, dyAt, -1f, -0f, dx, dxAt, n);
      case EXP -> rows::multiply;
      case TANH -> rows::tanhGradient;
      case SIGMOID -> rows::sigmoidGradient;
      case RELU -> rows::reluGradient;
      case ABS, SIGN, SQUARE, SQRT, RSQRT, RECIPROCAL, LOG, SIN, COS, ERF, LEAKY_RELU, ELU ->
          each(UnaryFunctions.gradientOf(kind, p));
      case GELU, GELU_TANH, SILU, SOFTPLUS -> each(UnaryFunctions.gradientOf(kind, p));
    };
  }

  private static RowFunction each(DoubleUnaryOperator f) {
    return (x, xAt, y, yAt, n) -> {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = (float) f.applyAsDouble(x[xAt + i]);
      }
    };
  }

  private static RowGradient each(DoubleBinaryOperator f) {
    return (saved, at, dy, dyAt, dx, dxAt, n) -> {
      for (int i = 0; i < n; i++) {
        dx[dxAt + i] = (float) f.applyAsDouble(saved[at + i], dy[dyAt + i]);
      }
    };
  }
}
