package org.gradus.nn;

import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.op.Fused;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;

/**
 * Group normalisation: the channels (the last axis) of a sample in groups of neighbours, each by
 * its own mean and biased variance over all places: y = weight (x - mean) / sqrt(variance +
 * epsilon) + bias (Wu and He, 2018). A batch of one is as good as any.
 *
 * <p>Inputs (N, ..., C), such as (N, C) and images (N, H, W, C). Parameters {@code weight} and
 * {@code bias} (C). Training and evaluation are the same.
 */
public final class GroupNorm implements Layer {
  private final int groups;
  private final double epsilon;
  private final Origin origin = Origin.caller();

  /** Epsilon 1e-5; errors as of {@link #GroupNorm(int, double)}. */
  public GroupNorm(int groups) {
    this(groups, 1e-5);
  }

  /**
   * Group normalisation with its settings.
   *
   * @param groups into how many groups the channels are split, which must go up evenly
   * @param epsilon added to the variance, positive
   * @throws IllegalArgumentException if a setting is out of range
   */
  public GroupNorm(int groups, double epsilon) {
    if (groups < 1) {
      throw new IllegalArgumentException("group_norm: groups must be at least 1: " + groups);
    }
    Norms.checkEpsilon("group_norm", epsilon);
    this.groups = groups;
    this.epsilon = epsilon;
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    return scope.graph().at(origin, () -> write(scope, x));
  }

  private Tensor write(Scope scope, Tensor x) {
    if (x.shape().rank() < 2 || x.shape().last() % groups != 0) {
      throw new ShapeException(
          "group_norm: channels must be a multiple of %d groups: x=%s, at %s"
              .formatted(groups, x.shape(), origin));
    }
    return Norms.scaled(scope, normalised(x, groups, epsilon));
  }

  /** Each group of a sample side by side, normalised, and back in its place. */
  static Tensor normalised(Tensor x, int groups, double epsilon) {
    Shape shape = x.shape();
    int samples = shape.dim(0);
    int size = shape.last() / groups;
    int places = Math.toIntExact(shape.size() / Math.max(1, (long) samples * shape.last()));
    Fused.LayerNorm norm = new Fused.LayerNorm(epsilon);
    if (places == 1) {
      return Norms.plain(norm, x.reshape(samples * groups, size)).reshape(shape);
    }
    Tensor together = x.reshape(samples, places, groups, size).permute(0, 2, 1, 3);
    Tensor rows = Norms.plain(norm, together.reshape(samples * groups, places * size));
    return rows.reshape(samples, groups, places, size).permute(0, 2, 1, 3).reshape(shape);
  }

  @Override
  public String description() {
    return "GroupNorm(" + groups + ")";
  }
}
