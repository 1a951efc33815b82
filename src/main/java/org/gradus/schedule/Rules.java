package org.gradus.schedule;

/** What the numbers of schedules must be. */
final class Rules {
  private Rules() {}

  static void rate(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be zero or positive and finite: " + value);
    }
  }

  static void factor(double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException("factor must be in (0, 1]: " + value);
    }
  }

  static void positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }

  static void steps(long value) {
    if (value < 1) {
      throw new IllegalArgumentException("steps must be at least 1: " + value);
    }
  }
}
