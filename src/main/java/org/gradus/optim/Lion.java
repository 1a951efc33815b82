package org.gradus.optim;

import org.gradus.op.UpdateRule;

/**
 * Lion (Chen and others, 2023): steps of the same size for all parameters, by the sign of an
 * average of gradients, so its rates are three to ten times smaller than Adam's. Weights decay by
 * lr weightDecay w, and decay is as much larger.
 */
public record Lion(double lr, double beta1, double beta2, double weightDecay) implements Optimizer {
  /** Checks the settings. */
  public Lion {
    Settings.check(lr, weightDecay, new UpdateRule.Lion(beta1, beta2));
  }

  /** Betas 0.9 and 0.99 and no weight decay. */
  public Lion(double lr) {
    this(lr, 0);
  }

  /** Betas 0.9 and 0.99. */
  public Lion(double lr, double weightDecay) {
    this(lr, 0.9, 0.99, weightDecay);
  }

  @Override
  public String name() {
    return "lion";
  }

  @Override
  public UpdateRule rule() {
    return new UpdateRule.Lion(beta1, beta2);
  }

  @Override
  public boolean isDecoupled() {
    return true;
  }
}
