package org.gradus.nn;

import org.gradus.graph.Initial;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.op.Fused;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;

/**
 * Layer normalisation: each sample's last axis, or several last axes together, by its own mean and
 * biased variance: y = weight (x - mean) / sqrt(variance + epsilon) + bias (Ba, Kiros and Hinton,
 * 2016). Training and evaluation are the same.
 *
 * <p>Parameters {@code weight} and {@code bias}, of the shape that is normalised: (C).
 */
public final class LayerNorm implements Layer {
  private final int axes;
  private final double epsilon;
  private final Origin origin = Origin.caller();

  /** Of the last axis, epsilon 1e-5. */
  public LayerNorm() {
    this(1e-5);
  }

  /**
   * Of the last axis.
   *
   * @param epsilon added to the variance, positive
   * @throws IllegalArgumentException if it is not
   */
  public LayerNorm(double epsilon) {
    this(1, epsilon);
  }

  /**
   * Of the last axes.
   *
   * @param axes how many are normalised together, at least 1
   * @param epsilon added to the variance, positive
   * @throws IllegalArgumentException if a setting is out of range
   */
  public LayerNorm(int axes, double epsilon) {
    if (axes < 1) {
      throw new IllegalArgumentException("layer_norm: axes must be at least 1: " + axes);
    }
    Norms.checkEpsilon("layer_norm", epsilon);
    this.axes = axes;
    this.epsilon = epsilon;
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    return scope.graph().at(origin, () -> write(scope, x));
  }

  private Tensor write(Scope scope, Tensor x) {
    int leading = x.shape().rank() - axes;
    if (leading < 0) {
      throw new ShapeException(
          "layer_norm: there are no %d axes: x=%s, at %s".formatted(axes, x.shape(), origin));
    }
    Shape normalised = x.shape().suffix(leading);
    Tensor weight = scope.parameter("weight", normalised, Initial.constant(1));
    Tensor bias = scope.parameter("bias", normalised, Initial.ZEROS);
    Fused.LayerNorm norm = new Fused.LayerNorm(epsilon);
    if (axes == 1) {
      return x.apply(norm, weight, bias);
    }
    Tensor rows = x.reshape(-1, normalised.intSize());
    return rows.apply(norm, weight.reshape(-1), bias.reshape(-1)).reshape(x.shape());
  }

  @Override
  public String description() {
    return axes == 1 ? "LayerNorm" : "LayerNorm(" + axes + " axes)";
  }
}
