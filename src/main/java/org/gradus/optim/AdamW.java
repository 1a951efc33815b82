package org.gradus.optim;

import org.gradus.op.UpdateRule;

/** AdamW (Loshchilov and Hutter, 2019): Adam whose weights decay by lr weightDecay w instead. */
public record AdamW(double lr, double beta1, double beta2, double epsilon, double weightDecay)
    implements Optimizer {
  /** Checks the settings. */
  public AdamW {
    Settings.check(lr, weightDecay, new UpdateRule.Adam(beta1, beta2, epsilon, false));
  }

  /** Betas 0.9 and 0.999, epsilon 1e-8 and weight decay 0.01. */
  public AdamW(double lr) {
    this(lr, 0.01);
  }

  /** Betas 0.9 and 0.999 and epsilon 1e-8. */
  public AdamW(double lr, double weightDecay) {
    this(lr, 0.9, 0.999, 1e-8, weightDecay);
  }

  @Override
  public String name() {
    return "adamw";
  }

  @Override
  public UpdateRule rule() {
    return new UpdateRule.Adam(beta1, beta2, epsilon, false);
  }

  @Override
  public boolean isDecoupled() {
    return true;
  }
}
