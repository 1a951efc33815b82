package org.gradus.optim;

import org.gradus.op.UpdateRule;
import org.gradus.op.UpdateRule.Momentum.Form;

/**
 * Gradient descent with momentum in PyTorch's form: v' = momentum v + g; w' = w - lr v', or with
 * {@code nesterov} w' = w - lr (g + momentum v').
 */
public record Momentum(double lr, double momentum, boolean nesterov, double weightDecay)
    implements Optimizer {
  /** Checks the settings. */
  public Momentum {
    Settings.check(
        lr, weightDecay, new UpdateRule.Momentum(momentum, nesterov ? Form.NESTEROV : Form.PLAIN));
  }

  /** Momentum 0.9 without weight decay. */
  public Momentum(double lr) {
    this(lr, 0.9, false, 0);
  }

  /** Nesterov's form with momentum 0.9 and no weight decay. */
  public static Momentum nesterov(double lr) {
    return new Momentum(lr, 0.9, true, 0);
  }

  @Override
  public String name() {
    return nesterov ? "nesterov" : "momentum";
  }

  @Override
  public UpdateRule rule() {
    return new UpdateRule.Momentum(momentum, nesterov ? Form.NESTEROV : Form.PLAIN);
  }
}
