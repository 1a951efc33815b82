package org.gradus.optim;

import org.gradus.op.UpdateRule;
import org.gradus.op.UpdateRule.Momentum.Form;

/**
 * Gradient descent with momentum in the textbook's form: v' = momentum v - lr g; w' = w + v'. While
 * the rate stays the same it goes the way of {@link Momentum}; after the rate has changed, the
 * velocity here still holds gradients at their old rates.
 */
public record ClassicalMomentum(double lr, double momentum, double weightDecay)
    implements Optimizer {
  /** Checks the settings. */
  public ClassicalMomentum {
    Settings.check(lr, weightDecay, new UpdateRule.Momentum(momentum, Form.CLASSICAL));
  }

  /** Momentum 0.9 without weight decay. */
  public ClassicalMomentum(double lr) {
    this(lr, 0.9, 0);
  }

  @Override
  public String name() {
    return "classical-momentum";
  }

  @Override
  public UpdateRule rule() {
    return new UpdateRule.Momentum(momentum, Form.CLASSICAL);
  }
}
