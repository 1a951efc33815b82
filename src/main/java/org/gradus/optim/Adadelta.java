package org.gradus.optim;

import org.gradus.op.UpdateRule;

/**
 * Adadelta (Zeiler, 2012): changes as large as the parameter's changes before, with L2 decay; the
 * rate is 1 in the paper.
 */
public record Adadelta(double lr, double rho, double epsilon, double weightDecay)
    implements Optimizer {
  /** Checks the settings. */
  public Adadelta {
    Settings.check(lr, weightDecay, new UpdateRule.Adadelta(rho, epsilon));
  }

  /** Rho 0.9, epsilon 1e-6 and no weight decay. */
  public Adadelta(double lr) {
    this(lr, 0.9, 1e-6, 0);
  }

  @Override
  public String name() {
    return "adadelta";
  }

  @Override
  public UpdateRule rule() {
    return new UpdateRule.Adadelta(rho, epsilon);
  }
}
