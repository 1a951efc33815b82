package org.gradus.schedule;

/** A climb in a straight line to the first rate of a schedule, and then that schedule. */
record WarmUp(Schedule next, long steps) implements Schedule {
  WarmUp {
    Rules.steps(steps);
  }

  @Override
  public double rate(long step) {
    return step < steps ? next.rate(0) * (step + 1) / steps : next.rate(step - steps);
  }

  @Override
  public Schedule after(double loss) {
    return new WarmUp(next.after(loss), steps);
  }
}
