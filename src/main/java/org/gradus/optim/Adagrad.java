package org.gradus.optim;

import org.gradus.op.UpdateRule;

/**
 * Adagrad (Duchi, Hazan and Singer, 2011): rates fall with the sum of squared gradients. Weight
 * decay is L2, as in PyTorch's {@code Adagrad}, whose {@code lr_decay} is a schedule's affair.
 */
public record Adagrad(double lr, double epsilon, double weightDecay) implements Optimizer {
  /** Checks the settings. */
  public Adagrad {
    Settings.check(lr, weightDecay, new UpdateRule.Adagrad(epsilon));
  }

  /** Epsilon 1e-10 and no weight decay. */
  public Adagrad(double lr) {
    this(lr, 1e-10, 0);
  }

  @Override
  public String name() {
    return "adagrad";
  }

  @Override
  public UpdateRule rule() {
    return new UpdateRule.Adagrad(epsilon);
  }
}
