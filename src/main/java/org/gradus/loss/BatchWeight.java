package org.gradus.loss;

import org.gradus.graph.Tensor;

/** What the loss of one batch counts beside those of others, where it is told for all of them. */
public sealed interface BatchWeight {
  /** As much as the batch has samples: the loss is a mean over them. */
  record Samples() implements BatchWeight {}

  /** Losses add up: each is a sum. */
  record Sum() implements BatchWeight {}

  /**
   * As much as {@code total}: the loss is a mean by other weights than one for each sample.
   *
   * @param total what the batch's mean was divided by, a scalar; where it is 0 the batch has
   *     nothing to say
   */
  record Total(Tensor total) implements BatchWeight {}
}
