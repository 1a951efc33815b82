package org.gradus.optim;

import org.gradus.graph.Variable;
import org.gradus.graph.Variables;
import org.gradus.op.Update;

/**
 * Gradient descent with momentum in PyTorch's form: v' = momentum v + g; w' = w - lr v', or with
 * {@code nesterov} w' = w - lr (g + momentum v').
 */
public record Momentum(double lr, double momentum, boolean nesterov, double weightDecay)
    implements Optimizer {
  /** Checks the settings. */
  public Momentum {
    Settings.rate(lr);
    Settings.unit("momentum", momentum);
    Settings.decay(weightDecay);
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
  public Update update(Variables variables, Variable parameters) {
    String velocity = Slots.declare(variables, parameters, "velocity");
    return new Update.Momentum(parameters.name(), velocity, momentum, nesterov, weightDecay);
  }
}
