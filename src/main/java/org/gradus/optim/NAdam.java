package org.gradus.optim;

import org.gradus.op.UpdateRule;

/**
 * NAdam (Dozat, 2016): Adam that looks ahead as Nesterov's momentum does, with L2 decay.
 *
 * @param momentumDecay how fast the momentum grows to beta1; see {@link UpdateRule.NAdam}
 */
public record NAdam(
    double lr, double beta1, double beta2, double epsilon, double momentumDecay, double weightDecay)
    implements Optimizer {
  /** Checks the settings. */
  public NAdam {
    Settings.check(lr, weightDecay, new UpdateRule.NAdam(beta1, beta2, epsilon, momentumDecay));
  }

  /** Betas 0.9 and 0.999, epsilon 1e-8, momentum decay 0.004 and no weight decay. */
  public NAdam(double lr) {
    this(lr, 0);
  }

  /** Betas 0.9 and 0.999, epsilon 1e-8 and momentum decay 0.004. */
  public NAdam(double lr, double weightDecay) {
    this(lr, 0.9, 0.999, 1e-8, 0.004, weightDecay);
  }

  @Override
  public String name() {
    return "nadam";
  }

  @Override
  public UpdateRule rule() {
    return new UpdateRule.NAdam(beta1, beta2, epsilon, momentumDecay);
  }
}
