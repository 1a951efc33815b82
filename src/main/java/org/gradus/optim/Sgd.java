package org.gradus.optim;

import org.gradus.graph.Variable;
import org.gradus.graph.Variables;
import org.gradus.op.Update;

/** Stochastic gradient descent: w' = w - lr (g + weightDecay w). */
public record Sgd(double lr, double weightDecay) implements Optimizer {
  /** Checks the settings. */
  public Sgd {
    Settings.rate(lr);
    Settings.decay(weightDecay);
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
  public Update update(Variables variables, Variable parameters) {
    return new Update.Sgd(parameters.name(), weightDecay);
  }
}
