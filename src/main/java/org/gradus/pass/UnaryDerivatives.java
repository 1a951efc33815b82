package org.gradus.pass;

import org.gradus.graph.Tensor;
import org.gradus.op.Elementwise.CompareKind;
import org.gradus.op.Elementwise.UnaryGradient;
import org.gradus.op.UnaryKind;

/** The derivatives of the functions of one variable, in primitive ops. */
final class UnaryDerivatives {
  private static final double CUBIC = 0.044715;

  private UnaryDerivatives() {}

  /** dy f'(x), with {@code saved} being x or y = f(x) as the kind says. */
  static Tensor chain(UnaryGradient op, Tensor saved, Tensor dy) {
    double parameter = op.parameter();
    return switch (op.kind()) {
      case NEGATE -> dy.negate();
      case ABS -> dy.multiply(sign(saved));
      case SIGN -> dy.graph().constant(0, dy.dtype(), dy.shape());
      case SQUARE -> dy.multiply(saved.multiply(2));
      case SQRT -> dy.divide(saved.multiply(2));
      case RSQRT -> dy.multiply(saved.square().multiply(saved).multiply(-0.5));
      case RECIPROCAL -> dy.multiply(saved.square()).negate();
      case EXP -> dy.multiply(saved);
      case LOG -> dy.divide(saved);
      case SIN -> dy.multiply(saved.unary(UnaryKind.COS));
      case COS -> dy.multiply(saved.unary(UnaryKind.SIN)).negate();
      case ERF -> dy.multiply(saved.square().negate().exp().multiply(2 / Math.sqrt(Math.PI)));
      case TANH -> dy.multiply(oneMinus(saved.square()));
      case SIGMOID -> dy.multiply(saved.multiply(oneMinus(saved)));
      case RELU -> positive(saved).select(dy, zero(dy));
      case LEAKY_RELU -> positive(saved).select(dy, dy.multiply(parameter));
      case ELU -> positive(saved).select(dy, dy.multiply(saved.add(parameter)));
      case GELU -> dy.multiply(gelu(saved));
      case GELU_TANH -> dy.multiply(geluTanh(saved));
      case SILU -> dy.multiply(silu(saved));
      case SOFTPLUS -> dy.multiply(saved.sigmoid());
      case SELU -> selu(saved, dy);
      case HARD_TANH -> below(saved.abs(), 1).select(dy, zero(dy));
      case RELU6 -> positive(saved).select(below(saved, 6).select(dy, zero(dy)), zero(dy));
      case HARD_SIGMOID -> below(saved.abs(), 3).select(dy.multiply(1.0 / 6), zero(dy));
      case HARD_SWISH -> hardSwish(saved, dy);
    };
  }

  /** dy l where y > 0, else dy (y + l a). */
  private static Tensor selu(Tensor y, Tensor dy) {
    double floor = UnaryKind.SELU_SCALE * UnaryKind.SELU_ALPHA;
    return positive(y).select(dy.multiply(UnaryKind.SELU_SCALE), dy.multiply(y.add(floor)));
  }

  /** 0 below -3, dy from 3 on, and between them dy (x / 3 + 1/2). */
  private static Tensor hardSwish(Tensor x, Tensor dy) {
    Tensor inner = dy.multiply(x.multiply(1.0 / 3).add(0.5));
    Tensor upper = x.compare(CompareKind.GREATER_EQUAL, constant(x, 3)).select(dy, inner);
    return below(x, -3).select(zero(dy), upper);
  }

  /** Phi(x) + x phi(x), with the normal distribution function and its density. */
  private static Tensor gelu(Tensor x) {
    Tensor distribution = x.multiply(Math.sqrt(0.5)).unary(UnaryKind.ERF).add(1).multiply(0.5);
    Tensor density = x.square().multiply(-0.5).exp().multiply(1 / Math.sqrt(2 * Math.PI));
    return distribution.add(x.multiply(density));
  }

  /** The derivative of x (1 + tanh(u)) / 2 with u = sqrt(2 / pi) (x + 0.044715 x^3). */
  private static Tensor geluTanh(Tensor x) {
    double slope = Math.sqrt(2 / Math.PI);
    Tensor square = x.square();
    Tensor tanh = x.multiply(square.multiply(CUBIC).add(1)).multiply(slope).tanh();
    Tensor inner = square.multiply(3 * CUBIC).add(1).multiply(slope);
    Tensor outer = x.multiply(oneMinus(tanh.square())).multiply(inner);
    return tanh.add(1).add(outer).multiply(0.5);
  }

  /** s (1 + x (1 - s)) with s = sigmoid(x). */
  private static Tensor silu(Tensor x) {
    Tensor sigmoid = x.sigmoid();
    return sigmoid.multiply(x.multiply(oneMinus(sigmoid)).add(1));
  }

  private static Tensor sign(Tensor x) {
    return x.unary(UnaryKind.SIGN);
  }

  private static Tensor oneMinus(Tensor x) {
    return x.graph().constant(1, x.dtype()).subtract(x);
  }

  private static Tensor positive(Tensor x) {
    return x.greater(zero(x));
  }

  private static Tensor below(Tensor x, double bound) {
    return x.less(constant(x, bound));
  }

  private static Tensor zero(Tensor like) {
    return constant(like, 0);
  }

  private static Tensor constant(Tensor like, double value) {
    return like.graph().constant(value, like.dtype());
  }
}
