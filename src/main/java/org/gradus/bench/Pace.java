package org.gradus.bench;

/** When a case has been measured often enough. */
final class Pace {
  private static final int QUICK_REPEATS = 2;
  private static final int FEWEST_REPEATS = 5;
  private static final int MOST_REPEATS = 50;
  private static final double USUAL_SECONDS = 0.4;
  private static final double MOST_SECONDS = 5;

  private final boolean quick;
  private final long start = System.nanoTime();
  private int repeats;

  Pace(boolean quick) {
    this.quick = quick;
  }

  /** Whether to measure once more. */
  boolean goesOn() {
    double seconds = (System.nanoTime() - start) * 1e-9;
    boolean more = quick ? repeats < QUICK_REPEATS : repeats < wanted(seconds);
    repeats++;
    return more;
  }

  private static int wanted(double seconds) {
    if (seconds < USUAL_SECONDS) {
      return MOST_REPEATS;
    }
    return seconds < MOST_SECONDS ? FEWEST_REPEATS : QUICK_REPEATS;
  }
}
