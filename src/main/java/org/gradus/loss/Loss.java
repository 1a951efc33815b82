package org.gradus.loss;

import org.gradus.graph.Tensor;

/** What training makes small: a scalar, as a rule the mean over a batch. */
@FunctionalInterface
public interface Loss {
  /**
   * Writes the loss.
   *
   * @param outputs what the model yields, batch axis first
   * @param targets what it should have said: I32 labels (N), or floats of the outputs' shape where
   *     the loss takes such
   * @return the loss, a scalar unless {@link Reduction#NONE} was asked for
   * @throws org.gradus.op.ShapeException if they do not fit
   */
  Tensor of(Tensor outputs, Tensor targets);

  /**
   * Says how the losses of several batches become that of all their samples; if not overridden as
   * those of means over samples do.
   *
   * @param outputs as of {@link #of}
   * @param targets as of {@link #of}
   */
  default BatchWeight weight(Tensor outputs, Tensor targets) {
    return new BatchWeight.Samples();
  }

  /**
   * Writes what outputs (N, C) that were trained by this loss say of each class: probabilities,
   * those of a row adding up to 1, unless a loss says otherwise. They are the softmax where it says
   * nothing.
   */
  default Tensor probabilities(Tensor outputs) {
    return outputs.softmax();
  }

  /** Cross-entropy of the softmax of logits (N, C) with I32 labels (N). */
  static CrossEntropy crossEntropy() {
    return new CrossEntropy();
  }

  /** Mean squared error over all elements. */
  static MeanSquaredError meanSquaredError() {
    return new MeanSquaredError();
  }

  /** Mean absolute error over all elements. */
  static MeanAbsoluteError meanAbsoluteError() {
    return new MeanAbsoluteError();
  }

  /** Huber's loss, which turns from squares to lines at {@code delta}, over all elements. */
  static Huber huber(double delta) {
    return new Huber(delta);
  }

  /** The absolute error rounded off below {@code beta}, over all elements. */
  static SmoothL1 smoothL1(double beta) {
    return new SmoothL1(beta);
  }

  /** Cross-entropy of yes-or-no questions, from logits, over all elements. */
  static BinaryCrossEntropy binaryCrossEntropy() {
    return new BinaryCrossEntropy();
  }

  /** The divergence of the softmax of logits (N, C) from distributions (N, C). */
  static KlDivergence klDivergence() {
    return new KlDivergence();
  }
}
