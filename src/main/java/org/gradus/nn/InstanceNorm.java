package org.gradus.nn;

import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.op.ShapeException;

/**
 * Instance normalisation: each channel (the last axis) of each sample by its own mean and biased
 * variance over all places: y = weight (x - mean) / sqrt(variance + epsilon) + bias (Ulyanov,
 * Vedaldi and Lempitsky, 2016). It is {@link GroupNorm} with a group for each channel.
 *
 * <p>Inputs (N, ..., C) of more than one place, such as images (N, H, W, C). Parameters {@code
 * weight} and {@code bias} (C). Training and evaluation are the same: there are no running
 * statistics, as in PyTorch unless they are asked for.
 */
public final class InstanceNorm implements Layer {
  private final double epsilon;
  private final Origin origin = Origin.caller();

  /** Epsilon 1e-5. */
  public InstanceNorm() {
    this(1e-5);
  }

  /**
   * Instance normalisation with its setting.
   *
   * @param epsilon added to the variance, positive
   * @throws IllegalArgumentException if it is not
   */
  public InstanceNorm(double epsilon) {
    Norms.checkEpsilon("instance_norm", epsilon);
    this.epsilon = epsilon;
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    return scope.graph().at(origin, () -> write(scope, x));
  }

  private Tensor write(Scope scope, Tensor x) {
    int rank = x.shape().rank();
    if (rank < 3 || x.shape().size() == (long) x.shape().dim(0) * x.shape().last()) {
      throw new ShapeException(
          "instance_norm: needs more than one value a channel of a sample: x=%s, at %s"
              .formatted(x.shape(), origin));
    }
    return Norms.scaled(scope, GroupNorm.normalised(x, x.shape().last(), epsilon));
  }

  @Override
  public String description() {
    return "InstanceNorm";
  }
}
