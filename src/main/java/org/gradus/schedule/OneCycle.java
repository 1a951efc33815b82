package org.gradus.schedule;

/** Up from a low rate to {@code rate} and down to next to nothing. */
record OneCycle(double rate, long steps) implements Schedule {
  private static final int FEWEST = 4; // the way up would have no length
  private static final double RISING = 0.3;
  private static final double FIRST = 1.0 / 25;
  private static final double LAST = FIRST / 10_000;

  OneCycle {
    Rules.rate("rate", rate);
    if (steps < FEWEST) {
      throw new IllegalArgumentException("steps must be at least %d: %d".formatted(FEWEST, steps));
    }
  }

  @Override
  public double rate(long step) {
    double top = RISING * steps - 1;
    if (step <= top) {
      return Cosine.between(FIRST * rate, rate, step / top);
    }
    double last = steps - 1;
    return Cosine.between(rate, LAST * rate, Math.min(1, (step - top) / (last - top)));
  }
}
