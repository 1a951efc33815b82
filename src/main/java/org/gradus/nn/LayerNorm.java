package org.gradus.nn;

import org.gradus.graph.Initial;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.op.Fused;
import org.gradus.op.Shape;

/**
 * Layer normalisation of each row (the last axis) by its own mean and biased variance (Ba, Kiros
 * and Hinton, 2016). Parameters {@code weight} (C) and {@code bias} (C).
 */
public final class LayerNorm implements Layer {
  private final double epsilon;
  private final Origin origin = Origin.caller();

  /** Epsilon 1e-5. */
  public LayerNorm() {
    this(1e-5);
  }

  /**
   * Layer normalisation with its setting.
   *
   * @param epsilon added to the variance, positive
   * @throws IllegalArgumentException if it is not
   */
  public LayerNorm(double epsilon) {
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("layer_norm: epsilon must be positive: " + epsilon);
    }
    this.epsilon = epsilon;
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    return scope.graph().at(origin, () -> write(scope, x));
  }

  private Tensor write(Scope scope, Tensor x) {
    Shape channels = Shape.of(x.shape().last());
    Tensor weight = scope.parameter("weight", channels, Initial.constant(1));
    Tensor bias = scope.parameter("bias", channels, Initial.ZEROS);
    return x.apply(new Fused.LayerNorm(epsilon), weight, bias);
  }

  @Override
  public String description() {
    return "LayerNorm";
  }
}
