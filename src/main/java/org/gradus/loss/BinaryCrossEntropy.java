package org.gradus.loss;

import org.gradus.graph.Tensor;
import org.gradus.op.LossKind;

/**
 * Cross-entropy of yes-or-no questions, from logits x: -w t log sigmoid(x) - (1 - t) log(1 -
 * sigmoid(x)), which no logit makes overflow. Targets t are probabilities of the outputs' shape;
 * I32 labels (N) are taken as one-hot rows of outputs (N, C), and as 0 and 1 for outputs (N, 1).
 *
 * @param positiveWeight what a question whose answer is yes counts, positive: w
 * @param reduction what becomes of the elements' losses
 */
public record BinaryCrossEntropy(double positiveWeight, Reduction reduction) implements Loss {
  /**
   * Checks the setting.
   *
   * @throws IllegalArgumentException if {@code positiveWeight} is not positive and finite
   */
  public BinaryCrossEntropy {
    PointwiseLosses.positive("binary_cross_entropy", "the positives' weight", positiveWeight);
  }

  /** The mean over all elements, both answers counting the same. */
  public BinaryCrossEntropy() {
    this(1, Reduction.MEAN);
  }

  @Override
  public Tensor of(Tensor outputs, Tensor targets) {
    Tensor wanted = PointwiseLosses.like(outputs, targets, "binary_cross_entropy");
    return reduction.of(
        PointwiseLosses.of(LossKind.BINARY_CROSS_ENTROPY, positiveWeight, outputs, wanted));
  }

  @Override
  public BatchWeight weight(Tensor outputs, Tensor targets) {
    return reduction.weight();
  }

  /** The sigmoid of each output: a question for each class, so that they add up to anything. */
  @Override
  public Tensor probabilities(Tensor outputs) {
    return outputs.sigmoid();
  }
}
