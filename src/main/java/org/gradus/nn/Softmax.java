package org.gradus.nn;

import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;

/**
 * Softmax: exp(x) / sum(exp(x)) along the last axis, positive numbers that add up to 1.
 *
 * <p>Not for the end of a classifier: {@code Loss.crossEntropy()} takes logits and has the softmax
 * within it, where it loses no digits.
 */
public final class Softmax implements Layer {
  private final Origin origin = Origin.caller();

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    return scope.graph().at(origin, x::softmax);
  }

  @Override
  public String description() {
    return "Softmax";
  }
}
