package org.gradus.optim;

/** The ranges of optimizers' settings. */
final class Settings {
  private Settings() {}

  static void rate(double lr) {
    require(lr > 0 && lr < Double.POSITIVE_INFINITY, "lr must be a positive finite number", lr);
  }

  static void decay(double decay) {
    require(
        decay >= 0 && decay < Double.POSITIVE_INFINITY,
        "weight decay must be zero or a positive finite number",
        decay);
  }

  static void unit(String name, double value) {
    require(value >= 0 && value < 1, name + " must be in [0, 1)", value);
  }

  static void positive(String name, double value) {
    require(
        value > 0 && value < Double.POSITIVE_INFINITY,
        name + " must be a positive finite number",
        value);
  }

  private static void require(boolean holds, String rule, double value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ": " + value);
    }
  }
}
