package org.gradus.optim;

import org.gradus.op.UpdateRule;

/** The ranges of optimizers' settings. */
final class Settings {
  private Settings() {}

  /** Checks what all optimizers have, then what their rule has. */
  static void check(double lr, double decay, UpdateRule rule) {
    require(lr > 0 && lr < Double.POSITIVE_INFINITY, "lr must be a positive finite number: " + lr);
    require(
        decay >= 0 && decay < Double.POSITIVE_INFINITY,
        "weight decay must be zero or a positive finite number: " + decay);
    for (UpdateRule.Setting setting : rule.settings()) {
      require(setting.holds(), setting.complaint());
    }
  }

  private static void require(boolean holds, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException(complaint);
    }
  }
}
