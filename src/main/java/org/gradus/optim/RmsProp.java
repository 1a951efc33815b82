package org.gradus.optim;

import org.gradus.op.UpdateRule;

/**
 * RMSprop (Hinton, 2012) with L2 decay: gradients over the root of their mean square, or with
 * {@code centred} over their standard deviation (Graves, 2013).
 */
public record RmsProp(
    double lr, double alpha, double epsilon, double momentum, boolean centred, double weightDecay)
    implements Optimizer {
  /** Checks the settings. */
  public RmsProp {
    Settings.check(lr, weightDecay, new UpdateRule.RmsProp(alpha, epsilon, momentum, centred));
  }

  /** Alpha 0.99, epsilon 1e-8, no momentum, not centred, no weight decay. */
  public RmsProp(double lr) {
    this(lr, 0.99, 1e-8, 0, false, 0);
  }

  @Override
  public String name() {
    return centred ? "rmsprop-centred" : "rmsprop";
  }

  @Override
  public UpdateRule rule() {
    return new UpdateRule.RmsProp(alpha, epsilon, momentum, centred);
  }
}
