package org.gradus.nn;

import org.gradus.graph.Initial;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.op.Fused;
import org.gradus.op.Shape;

/**
 * Normalisation of each row (the last axis) by its root mean square: y = weight x / sqrt(mean(x^2)
 * + epsilon) (Zhang and Sennrich, 2019). It is layer normalisation that leaves the mean. Parameter
 * {@code weight} (C); training and evaluation are the same.
 */
public final class RmsNorm implements Layer {
  private final double epsilon;
  private final Origin origin = Origin.caller();

  /** Epsilon 1e-5. */
  public RmsNorm() {
    this(1e-5);
  }

  /**
   * RMS normalisation with its setting.
   *
   * @param epsilon added to the mean square, positive
   * @throws IllegalArgumentException if it is not
   */
  public RmsNorm(double epsilon) {
    Norms.checkEpsilon("rms_norm", epsilon);
    this.epsilon = epsilon;
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    return scope.graph().at(origin, () -> write(scope, x));
  }

  private Tensor write(Scope scope, Tensor x) {
    Shape channels = Shape.of(x.shape().last());
    Tensor weight = scope.parameter("weight", channels, Initial.constant(1));
    Tensor none = scope.graph().constant(0, x.dtype(), channels);
    return x.apply(new Fused.LayerNorm(epsilon, false), weight, none);
  }

  @Override
  public String description() {
    return "RmsNorm";
  }
}
