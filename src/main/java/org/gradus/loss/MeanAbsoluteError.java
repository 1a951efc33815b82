package org.gradus.loss;

import org.gradus.graph.Tensor;
import org.gradus.op.LossKind;

/**
 * The absolute error |output - target| of each element, which outliers move less than squares. I32
 * labels (N) are taken as one-hot rows of the outputs (N, C).
 *
 * @param reduction what becomes of the elements' losses
 */
public record MeanAbsoluteError(Reduction reduction) implements Loss {
  /** The mean over all elements. */
  public MeanAbsoluteError() {
    this(Reduction.MEAN);
  }

  @Override
  public Tensor of(Tensor outputs, Tensor targets) {
    Tensor wanted = PointwiseLosses.like(outputs, targets, "mean_absolute_error");
    return reduction.of(PointwiseLosses.of(LossKind.ABSOLUTE, 0, outputs, wanted));
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
