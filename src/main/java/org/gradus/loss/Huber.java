package org.gradus.loss;

import org.gradus.graph.Tensor;
import org.gradus.op.LossKind;

/**
 * Squares near 0 and straight lines beyond: d^2 / 2 where |d| is at most delta, else delta (|d| -
 * delta / 2), with d = output - target (Huber, 1964). I32 labels (N) are taken as one-hot rows of
 * the outputs (N, C).
 *
 * @param delta where the lines begin, positive
 * @param reduction what becomes of the elements' losses
 */
public record Huber(double delta, Reduction reduction) implements Loss {
  /**
   * Checks the setting.
   *
   * @throws IllegalArgumentException if {@code delta} is not positive and finite
   */
  public Huber {
    PointwiseLosses.positive("huber", "delta", delta);
  }

  /** The mean over all elements. */
  public Huber(double delta) {
    this(delta, Reduction.MEAN);
  }

  @Override
  public Tensor of(Tensor outputs, Tensor targets) {
    Tensor wanted = PointwiseLosses.like(outputs, targets, "huber");
    return reduction.of(PointwiseLosses.of(LossKind.HUBER, delta, outputs, wanted));
  }

  @Override
  public BatchWeight weight(Tensor outputs, Tensor targets) {
    return reduction.weight();
  }

  /** The outputs themselves, which were to be 0 and 1: no probabilities, but close to them. */
  @Override
  public Tensor probabilities(Tensor outputs) {
    return outputs;
  }
}
