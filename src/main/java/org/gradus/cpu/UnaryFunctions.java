package org.gradus.cpu;

import static org.gradus.op.UnaryKind.SELU_ALPHA;
import static org.gradus.op.UnaryKind.SELU_SCALE;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.gradus.op.UnaryKind;

/** The functions of one variable and their chain rules, in double; one line for each kind. */
final class UnaryFunctions {
  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

  /** The cubic term of GELU's approximation with tanh (Hendrycks and Gimpel, 2016). */
  private static final double GELU_CUBIC = 0.044715;

  private UnaryFunctions() {}

  /** The function; {@code p} is the op's parameter. */
  static DoubleUnaryOperator of(UnaryKind kind, double p) {
    return switch (kind) {
      case NEGATE -> x -> -x;
      case ABS -> Math::abs;
      case SIGN -> Math::signum;
      case SQUARE -> x -> x * x;
      case SQRT -> Math::sqrt;
      case RSQRT -> x -> 1 / Math.sqrt(x);
      case RECIPROCAL -> x -> 1 / x;
      case EXP -> Math::exp;
      case LOG -> Math::log;
      case SIN -> Math::sin;
      case COS -> Math::cos;
      case ERF -> Erf::erf;
      case TANH -> Math::tanh;
      case SIGMOID -> UnaryFunctions::sigmoid;
      case RELU -> x -> Math.max(x, 0);
      case LEAKY_RELU -> x -> x > 0 ? x : p * x;
      case ELU -> x -> x > 0 ? x : p * Math.expm1(x);
      case GELU -> x -> x * normal(x);
      case GELU_TANH -> x -> 0.5 * x * (1 + Math.tanh(geluInner(x)));
      case SILU -> x -> x * sigmoid(x);
      case SOFTPLUS -> x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      case SELU -> x -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x));
      case HARD_TANH -> x -> Math.clamp(x, -1.0, 1.0);
      case RELU6 -> x -> Math.clamp(x, 0.0, 6.0);
      case HARD_SIGMOID -> x -> Math.clamp(x + 3, 0.0, 6.0) / 6;
      case HARD_SWISH -> x -> x * (Math.clamp(x + 3, 0.0, 6.0) / 6);
    };
  }

  /**
   * The chain rule: of (s, dy), where s is the argument or the result as {@link
   * UnaryKind#savesOutput} says, dy times the derivative. Where the derivative is zero by
   * definition so is the result, whatever dy is; at a kink it is what PyTorch chose.
   */
  static DoubleBinaryOperator gradientOf(UnaryKind kind, double p) {
    return switch (kind) {
      case NEGATE -> (y, dy) -> -dy;
      case ABS -> (x, dy) -> dy * Math.signum(x);
      case SIGN -> (x, dy) -> 0;
      case SQUARE -> (x, dy) -> dy * 2 * x;
      case SQRT -> (y, dy) -> dy * 0.5 / y;
      case RSQRT -> (y, dy) -> dy * -0.5 * y * y * y;
      case RECIPROCAL -> (y, dy) -> -dy * y * y;
      case EXP -> (y, dy) -> dy * y;
      case LOG -> (x, dy) -> dy / x;
      case SIN -> (x, dy) -> dy * Math.cos(x);
      case COS -> (x, dy) -> -dy * Math.sin(x);
      case ERF -> (x, dy) -> dy * 2 / Math.sqrt(Math.PI) * Math.exp(-x * x);
      case TANH -> (y, dy) -> dy * (1 - y * y);
      case SIGMOID -> (y, dy) -> dy * y * (1 - y);
      case RELU -> (y, dy) -> y > 0 ? dy : 0;
      case LEAKY_RELU -> (y, dy) -> y > 0 ? dy : p * dy;
      case ELU -> (y, dy) -> y > 0 ? dy : dy * (y + p);
      case GELU -> (x, dy) -> dy * (normal(x) + x * density(x));
      case GELU_TANH -> (x, dy) -> dy * geluTanhSlope(x);
      case SILU -> (x, dy) -> dy * sigmoid(x) * (1 + x * (1 - sigmoid(x)));
      case SOFTPLUS -> (x, dy) -> dy * sigmoid(x);
      case SELU -> (y, dy) -> y > 0 ? dy * SELU_SCALE : dy * (y + SELU_SCALE * SELU_ALPHA);
      case HARD_TANH -> (y, dy) -> Math.abs(y) < 1 ? dy : 0;
      case RELU6 -> (y, dy) -> y > 0 && y < 6 ? dy : 0;
      case HARD_SIGMOID -> (x, dy) -> Math.abs(x) < 3 ? dy / 6 : 0;
      case HARD_SWISH -> (x, dy) -> x < -3 ? 0 : x >= 3 ? dy : dy * (x / 3 + 0.5);
    };
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** The distribution function of the standard normal distribution. */
  private static double normal(double x) {
    return 0.5 * Erf.erfc(-x * SQRT_HALF);
  }

  /** The density of the standard normal distribution. */
  private static double density(double x) {
    return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }

  private static double geluInner(double x) {
    return SQRT_2_OVER_PI * (x + GELU_CUBIC * x * x * x);
  }

  private static double geluTanhSlope(double x) {
    double tanh = Math.tanh(geluInner(x));
    double inner = SQRT_2_OVER_PI * (1 + 3 * GELU_CUBIC * x * x);
    return 0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * inner;
  }
}
