package org.gradus.optim;

import org.gradus.op.UpdateRule;

/**
 * Adam (Kingma and Ba, 2015). Weight decay is L2: added to the gradient, as PyTorch's {@code Adam}
 * has it.
 */
public record Adam(double lr, double beta1, double beta2, double epsilon, double weightDecay)
    implements Optimizer {
  /** Checks the settings. */
  public Adam {
    Settings.check(lr, weightDecay, new UpdateRule.Adam(beta1, beta2, epsilon, false));
  }

  /** Betas 0.9 and 0.999, epsilon 1e-8 and no weight decay. */
  public Adam(double lr) {
    this(lr, 0);
  }

  /** Betas 0.9 and 0.999 and epsilon 1e-8. */
  public Adam(double lr, double weightDecay) {
    this(lr, 0.9, 0.999, 1e-8, weightDecay);
  }

  @Override
  public String name() {
    return "adam";
  }

  @Override
  public UpdateRule rule() {
    return new UpdateRule.Adam(beta1, beta2, epsilon, false);
  }
}
