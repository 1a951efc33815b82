package org.gradus.schedule;

/**
 * Rate factor^(step/steps).
 *
 * @param whole whether only whole quotients count, so that the rate falls in steps
 */
record Exponential(double rate, double factor, long steps, boolean whole) implements Schedule {
  Exponential {
    Rules.rate("rate", rate);
    Rules.factor(factor);
    Rules.steps(steps);
  }

  @Override
  public double rate(long step) {
    double times = (double) step / steps;
    return rate * StrictMath.pow(factor, whole ? Math.floor(times) : times);
  }
}
