package org.gradus.nn;

import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.op.Fused;
import org.gradus.op.Shape;

/** What the normalisations share. */
final class Norms {
  private Norms() {}

  static void checkEpsilon(String norm, double epsilon) {
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException(norm + ": epsilon must be positive: " + epsilon);
    }
  }

  /** The rows of a matrix by that norm, neither scaled nor shifted. */
  static Tensor plain(Fused.LayerNorm norm, Tensor rows) {
    Shape width = Shape.of(rows.shape().last());
    Tensor ones = rows.graph().constant(1, rows.dtype(), width);
    return rows.apply(norm, ones, rows.graph().constant(0, rows.dtype(), width));
  }

  /** x weight + bias, a weight and a bias for each channel: parameters (C). */
  static Tensor scaled(Scope scope, Tensor x) {
    Shape channels = Shape.of(x.shape().last());
    Tensor weight = scope.parameter("weight", channels, Initial.constant(1));
    Tensor bias = scope.parameter("bias", channels, Initial.ZEROS);
    return x.multiply(weight).add(bias);
  }
}
