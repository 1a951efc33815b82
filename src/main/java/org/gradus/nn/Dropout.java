package org.gradus.nn;

import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;

/**
 * Sets each element to 0 with probability {@code rate} in training and divides the others by 1 -
 * rate (Srivastava et al., 2014); does nothing in evaluation.
 *
 * <p>The mask is a function of the seed, the layer's name, the step and the element's index, so a
 * resumed run drops the same elements.
 */
public final class Dropout implements Layer {
  private final double rate;
  private final Origin origin = Origin.caller();

  /**
   * Dropout of that rate.
   *
   * @throws IllegalArgumentException if {@code rate} is not in [0, 1)
   */
  public Dropout(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout: rate must be in [0, 1): " + rate);
    }
    this.rate = rate;
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    if (rate == 0 || scope.mode() == Mode.EVAL) {
      return x;
    }
    int stream = scope.stream("dropout");
    return scope.graph().at(origin, () -> x.dropout(rate, scope.seed(), stream, scope.step()));
  }

  @Override
  public String description() {
    return "Dropout(" + rate + ")";
  }
}
