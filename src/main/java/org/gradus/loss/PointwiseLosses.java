package org.gradus.loss;

import org.gradus.graph.Tensor;
import org.gradus.op.Fused.PointwiseLoss;
import org.gradus.op.LossKind;
import org.gradus.op.ShapeException;

/** What the losses of single elements share. */
final class PointwiseLosses {
  private PointwiseLosses() {}

  /** The loss of each element. */
  static Tensor of(LossKind kind, double parameter, Tensor outputs, Tensor targets) {
    return outputs.apply(new PointwiseLoss(kind, parameter, 1), targets);
  }

  /**
   * Targets of the outputs' shape: floats as they are, I32 labels (N) as one-hot rows of outputs
   * (N, C), or as the number itself of outputs (N, 1).
   */
  static Tensor like(Tensor outputs, Tensor targets, String loss) {
    Tensor wanted = targets;
    if (!targets.dtype().isFloat()) {
      int columns = outputs.shape().rank() == 0 ? 0 : outputs.shape().last();
      wanted =
          columns == 1
              ? targets.cast(outputs.dtype()).reshape(targets.shape().append(1))
              : targets.oneHot(Math.max(1, columns), outputs.dtype());
    }
    if (!wanted.shape().equals(outputs.shape())) {
      throw new ShapeException(
          "%s: shapes differ: outputs=%s targets=%s"
              .formatted(loss, outputs.shape(), wanted.shape()));
    }
    return wanted;
  }

  /** Checks a setting that must be positive. */
  static void positive(String loss, String setting, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s: %s must be positive and finite: %s".formatted(loss, setting, value));
    }
  }
}
