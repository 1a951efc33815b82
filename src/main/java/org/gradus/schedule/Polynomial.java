package org.gradus.schedule;

/** End + (rate - end) (1 - step/steps)^power, and from {@code steps} on the end. */
record Polynomial(double rate, double end, double power, long steps) implements Schedule {
  Polynomial {
    Rules.rate("rate", rate);
    Rules.rate("end", end);
    Rules.positive("power", power);
    Rules.steps(steps);
  }

  @Override
  public double rate(long step) {
    double left = 1 - (double) Math.min(step, steps) / steps;
    return end + (rate - end) * StrictMath.pow(left, power);
  }
}
