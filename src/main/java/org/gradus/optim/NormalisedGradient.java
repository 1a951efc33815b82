package org.gradus.optim;

import org.gradus.op.UpdateRule;

/**
 * Descent by the gradient's direction alone: w' = w - lr (g / |g| + weightDecay w), |g| being the
 * norm of all parameters' gradients together. A gradient of 0 moves nothing.
 */
public record NormalisedGradient(double lr, double weightDecay) implements Optimizer {
  /** Checks the settings. */
  public NormalisedGradient {
    Settings.check(lr, weightDecay, new UpdateRule.Sgd());
  }

  /** Without weight decay. */
  public NormalisedGradient(double lr) {
    this(lr, 0);
  }

  @Override
  public String name() {
    return "normalised";
  }

  @Override
  public UpdateRule rule() {
    return new UpdateRule.Sgd();
  }

  @Override
  public Clipping clipping() {
    return Clipping.TO_DIRECTION;
  }
}
