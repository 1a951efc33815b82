package org.gradus.optim;

import org.gradus.op.UpdateRule;

/** Stochastic gradient descent: w' = w - lr (g + weightDecay w). */
public record Sgd(double lr, double weightDecay) implements Optimizer {
  /** Checks the settings. */
  public Sgd {
    Settings.check(lr, weightDecay, new UpdateRule.Sgd());
  }

  /** Without weight decay. */
  public Sgd(double lr) {
    this(lr, 0);
  }

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public UpdateRule rule() {
    return new UpdateRule.Sgd();
  }
}
