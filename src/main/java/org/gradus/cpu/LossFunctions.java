package org.gradus.cpu;

import org.gradus.op.LossKind;

/** The losses of single elements and their derivatives by the prediction, in double. */
final class LossFunctions {
  private LossFunctions() {}

  /** The loss of prediction {@code x} and target {@code t}; {@code p} is the op's parameter. */
  static double loss(LossKind kind, double p, double x, double t) {
    double d = Math.abs(x - t);
    return switch (kind) {
      case SQUARED -> d * d;
      case ABSOLUTE -> d;
      case HUBER -> d > p ? p * (d - p / 2) : d * d / 2;
      case BINARY_CROSS_ENTROPY -> p * t * softplus(-x) + (1 - t) * softplus(x);
      case KL_DIVERGENCE -> t == 0 ? 0 : t * (Math.log(t) - x);
    };
  }

  /** Its derivative by {@code x}. */
  static double slope(LossKind kind, double p, double x, double t) {
    double d = x - t;
    return switch (kind) {
      case SQUARED -> 2 * d;
      case ABSOLUTE -> Math.signum(d);
      case HUBER -> Math.clamp(d, -p, p);
      case BINARY_CROSS_ENTROPY ->
          (1 - t) * UnaryFunctions.sigmoid(x) - p * t * UnaryFunctions.sigmoid(-x);
      case KL_DIVERGENCE -> -t;
    };
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
