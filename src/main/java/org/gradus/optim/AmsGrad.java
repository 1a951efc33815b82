package org.gradus.optim;

import org.gradus.op.UpdateRule;

/**
 * AMSGrad (Reddi, Kale and Kumar, 2018): {@link Adam} that divides by the largest second moment so
 * far, so that rates never rise again.
 */
public record AmsGrad(double lr, double beta1, double beta2, double epsilon, double weightDecay)
    implements Optimizer {
  /** Checks the settings. */
  public AmsGrad {
    Settings.check(lr, weightDecay, new UpdateRule.Adam(beta1, beta2, epsilon, true));
  }

  /** Betas 0.9 and 0.999, epsilon 1e-8 and no weight decay. */
  public AmsGrad(double lr) {
    this(lr, 0);
  }

  /** Betas 0.9 and 0.999 and epsilon 1e-8. */
  public AmsGrad(double lr, double weightDecay) {
    this(lr, 0.9, 0.999, 1e-8, weightDecay);
  }

  @Override
  public String name() {
    return "amsgrad";
  }

  @Override
  public UpdateRule rule() {
    return new UpdateRule.Adam(beta1, beta2, epsilon, true);
  }
}
