package org.gradus.loss;

import org.gradus.graph.Tensor;
import org.gradus.op.LossKind;

/**
 * The absolute error, rounded off near 0: d^2 / (2 beta) where |d| is below beta, else |d| - beta /
 * 2, with d = output - target (Girshick, 2015). It is {@link Huber}'s loss divided by beta. I32
 * labels (N) are taken as one-hot rows of the outputs (N, C).
 *
 * @param beta where the lines begin, positive; {@link MeanAbsoluteError} is the limit at 0
 * @param reduction what becomes of the elements' losses
 */
public record SmoothL1(double beta, Reduction reduction) implements Loss {
  /**
   * Checks the setting.
   *
   * @throws IllegalArgumentException if {@code beta} is not positive and finite
   */
  public SmoothL1 {
    PointwiseLosses.positive("smooth_l1", "beta", beta);
  }

  /** The mean over all elements. */
  public SmoothL1(double beta) {
    this(beta, Reduction.MEAN);
  }

  @Override
  public Tensor of(Tensor outputs, Tensor targets) {
    Tensor wanted = PointwiseLosses.like(outputs, targets, "smooth_l1");
    Tensor huber = PointwiseLosses.of(LossKind.HUBER, beta, outputs, wanted);
    return reduction.of(huber).multiply(1 / beta);
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
