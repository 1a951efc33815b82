package org.gradus.loss;

import org.gradus.graph.Tensor;

/** What becomes of the losses of a batch's elements, or of its rows. */
public enum Reduction {
  /** Their mean, a scalar, which is what training wants. */
  MEAN,
  /** Their sum, a scalar. */
  SUM,
  /** Their sum divided by the number of samples, a scalar; PyTorch's {@code batchmean}. */
  BATCH_MEAN,
  /** Nothing: the losses one by one. */
  NONE;

  /** Applies it to losses with the batch axis first. */
  Tensor of(Tensor losses) {
    return switch (this) {
      case MEAN -> losses.mean();
      case SUM -> losses.sum();
      case BATCH_MEAN -> losses.sum().multiply(1.0 / losses.shape().dim(0));
      case NONE -> losses;
    };
  }

  /** What the loss of a batch counts beside others'. */
  BatchWeight weight() {
    return switch (this) {
      case MEAN, BATCH_MEAN, NONE -> new BatchWeight.Samples();
      case SUM -> new BatchWeight.Sum();
    };
  }
}
