package org.gradus.loss;

import org.gradus.graph.Tensor;

/** What training makes small: a scalar, the mean over a batch. */
@FunctionalInterface
public interface Loss {
  /**
   * Writes the loss.
   *
   * @param outputs what the model yields, batch axis first
   * @param targets what it should have said: I32 labels (N), or floats of the outputs' shape where
   *     the loss takes such
   * @return the mean loss, a scalar
   * @throws org.gradus.op.ShapeException if they do not fit
   */
  Tensor of(Tensor outputs, Tensor targets);

  /** Cross-entropy of the softmax of logits (N, C) with I32 labels (N). */
  static Loss crossEntropy() {
    return new CrossEntropy();
  }

  /** Mean squared error over all elements. */
  static Loss meanSquaredError() {
    return new MeanSquaredError();
  }
}
