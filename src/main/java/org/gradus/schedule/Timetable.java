package org.gradus.schedule;

/**
 * How long a training is.
 *
 * @param stepsPerEpoch steps in an epoch
 * @param epochs in all
 */
public record Timetable(int stepsPerEpoch, int epochs) {
  /** Both must be positive. */
  public Timetable {
    Rules.steps(stepsPerEpoch);
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1: " + epochs);
    }
  }

  /** Steps in all. */
  public long steps() {
    return (long) stepsPerEpoch * epochs;
  }

  /** The steps of so many epochs, which need not be whole: at least 1. */
  public long steps(double some) {
    return Math.max(1, Math.round(stepsPerEpoch * some));
  }
}
