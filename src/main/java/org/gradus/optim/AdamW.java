package org.gradus.optim;

import org.gradus.graph.Variable;
import org.gradus.graph.Variables;
import org.gradus.op.Update;

/** AdamW (Loshchilov and Hutter, 2019): Adam whose weights decay by lr weightDecay w instead. */
public record AdamW(double lr, double beta1, double beta2, double epsilon, double weightDecay)
    implements Optimizer {
  /** Checks the settings. */
  public AdamW {
    Settings.rate(lr);
    Settings.unit("beta1", beta1);
    Settings.unit("beta2", beta2);
    Settings.positive("epsilon", epsilon);
    Settings.decay(weightDecay);
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
  public Update update(Variables variables, Variable parameters) {
    String mean = Slots.declare(variables, parameters, "mean");
    String square = Slots.declare(variables, parameters, "square");
    return new Update.Adam(
        parameters.name(), mean, square, beta1, beta2, epsilon, weightDecay, true);
  }
}
