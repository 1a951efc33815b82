package org.gradus.schedule;

/** The learning rate as a function of the number of steps done before. */
@FunctionalInterface
public interface Schedule {
  /**
   * The learning rate of a step; positive or zero, and finite.
   *
   * @param step steps done before, from 0
   */
  double rate(long step);

  /** The same rate always. */
  static Schedule constant(double rate) {
    return step -> rate;
  }

  /**
   * A rate that falls smoothly by {@code factor} over each {@code steps} steps: rate
   * factor^(step/steps). It does not depend on how long the training is, so a longer run begins as
   * a shorter one does.
   *
   * @throws IllegalArgumentException if {@code factor} is not in (0, 1] or {@code steps} is not
   *     positive
   */
  static Schedule exponential(double rate, double factor, long steps) {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException("factor must be in (0, 1]: " + factor);
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be at least 1: " + steps);
    }
    return step -> rate * StrictMath.pow(factor, (double) step / steps);
  }
}
