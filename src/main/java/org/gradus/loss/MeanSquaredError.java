package org.gradus.loss;

import org.gradus.graph.Tensor;
import org.gradus.op.ShapeException;

/**
 * The mean over all elements of (output - target) squared. I32 labels (N) are taken as one-hot rows
 * of the outputs (N, C).
 */
public record MeanSquaredError() implements Loss {
  @Override
  public Tensor of(Tensor outputs, Tensor targets) {
    Tensor wanted =
        targets.dtype().isFloat()
            ? targets
            : targets.oneHot(outputs.shape().last(), outputs.dtype());
    if (!wanted.shape().equals(outputs.shape())) {
      // The subtraction would broadcast, which is never what was meant.
      throw new ShapeException(
          "mean_squared_error: shapes differ: outputs=%s targets=%s"
              .formatted(outputs.shape(), wanted.shape()));
    }
    return outputs.subtract(wanted).square().mean();
  }
}
