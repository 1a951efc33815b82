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
}
