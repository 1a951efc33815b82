package org.gradus.loss;

import org.gradus.graph.Tensor;
import org.gradus.op.LossKind;

/**
 * The Kullback-Leibler divergence of what a model says from a wanted distribution: t (log t - log
 * p) of each class, 0 where t is 0. Targets t are probabilities of the outputs' shape; I32 labels
 * (N) are taken as one-hot rows of the outputs (N, C).
 *
 * @param logits whether the outputs are logits, with p their softmax, or the log p themselves as
 *     PyTorch's {@code KLDivLoss} has them
 * @param reduction what becomes of the classes' terms; the divergence is their sum over a row
 */
public record KlDivergence(boolean logits, Reduction reduction) implements Loss {
  /** Of logits, the mean over the batch of each row's divergence. */
  public KlDivergence() {
    this(true, Reduction.BATCH_MEAN);
  }

  @Override
  public Tensor of(Tensor outputs, Tensor targets) {
    Tensor wanted = PointwiseLosses.like(outputs, targets, "kl_divergence");
    Tensor logs = logits ? outputs.logSoftmax() : outputs;
    return reduction.of(PointwiseLosses.of(LossKind.KL_DIVERGENCE, 0, logs, wanted));
  }

  @Override
  public BatchWeight weight(Tensor outputs, Tensor targets) {
    return reduction.weight();
  }

  /** The softmax of logits, or the exponentials of logarithms. */
  @Override
  public Tensor probabilities(Tensor outputs) {
    return logits ? outputs.softmax() : outputs.exp();
  }
}
