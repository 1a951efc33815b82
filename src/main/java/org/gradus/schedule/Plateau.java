package org.gradus.schedule;

/**
 * A rate that falls when the loss does not.
 *
 * @param least the smallest loss so far
 * @param idle epochs since then, or since the rate fell
 */
record Plateau(double rate, double factor, int patience, double least, int idle)
    implements Schedule {
  /** By what part the loss must become smaller for an epoch to count as progress. */
  private static final double THRESHOLD = 1e-4;

  /** A fall of the rate by less than this is not worth it. */
  private static final double WORTH = 1e-8;

  Plateau {
    Rules.rate("rate", rate);
    if (!(factor > 0 && factor < 1)) {
      throw new IllegalArgumentException("factor must be in (0, 1): " + factor);
    }
    if (patience < 0) {
      throw new IllegalArgumentException("patience must not be negative: " + patience);
    }
  }

  @Override
  public double rate(long step) {
    return rate;
  }

  @Override
  public Schedule after(double loss) {
    if (loss < least * (1 - THRESHOLD)) {
      return new Plateau(rate, factor, patience, loss, 0);
    }
    if (idle < patience) {
      return new Plateau(rate, factor, patience, least, idle + 1);
    }
    double lower = rate * factor;
    return new Plateau(rate - lower > WORTH ? lower : rate, factor, patience, least, 0);
  }
}
