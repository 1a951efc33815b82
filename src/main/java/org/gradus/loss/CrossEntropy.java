package org.gradus.loss;

import org.gradus.graph.Tensor;

/** The mean over the rows of -log softmax(logits) at the row's label: logits (N, C), labels (N). */
public record CrossEntropy() implements Loss {
  @Override
  public Tensor of(Tensor outputs, Tensor targets) {
    return outputs.softmaxCrossEntropy(targets).mean();
  }
}
