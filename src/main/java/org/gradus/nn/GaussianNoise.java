package org.gradus.nn;

import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;

/**
 * Adds to each element a number drawn from the normal distribution with mean 0 and standard
 * deviation {@code sigma} in training; does nothing in evaluation.
 *
 * <p>The noise is a function of the seed, the layer's name, the step and the element's index, so a
 * resumed run adds the same numbers, and every device does: see {@code docs/numerics.md}.
 */
public final class GaussianNoise implements Layer {
  private final double sigma;
  private final Origin origin = Origin.caller();

  /**
   * Noise of that standard deviation, which is rounded to a float.
   *
   * @throws IllegalArgumentException if {@code sigma} is negative, NaN or too large for a float
   */
  public GaussianNoise(double sigma) {
    if (!(sigma >= 0 && sigma <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "gaussian noise: sigma must be 0 or a positive number: " + sigma);
    }
    this.sigma = sigma;
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    if (sigma == 0 || scope.mode() == Mode.EVAL) {
      return x;
    }
    int stream = scope.stream("noise");
    return scope
        .graph()
        .at(origin, () -> x.gaussianNoise(sigma, scope.seed(), stream, scope.step()));
  }

  @Override
  public String description() {
    return "GaussianNoise(" + sigma + ")";
  }
}
