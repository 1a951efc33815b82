package org.gradus.schedule;

/**
 * From rate to end on half a wave of the cosine.
 *
 * <p>Source: Loshchilov and Hutter, "SGDR", 2017.
 *
 * @param steps of the first cycle
 * @param growth each cycle has so many times the steps of the one before; 0 for a single one
 */
record Cosine(double rate, double end, long steps, int growth) implements Schedule {
  Cosine {
    Rules.rate("rate", rate);
    Rules.rate("end", end);
    Rules.steps(steps);
  }

  @Override
  public double rate(long step) {
    long length = steps;
    long at = step;
    if (growth == 0) {
      at = Math.min(step, steps);
    } else if (growth == 1) {
      at = step % steps;
    } else {
      while (at >= length) {
        at -= length;
        length *= growth;
      }
    }
    return between(rate, end, (double) at / length);
  }

  /** The value at {@code part}, from 0 to 1, of half a wave from {@code from} to {@code to}. */
  static double between(double from, double to, double part) {
    return to + (from - to) * (1 + StrictMath.cos(Math.PI * part)) / 2;
  }
}
