package org.gradus.check;

import java.util.function.Supplier;

/**
 * What a check found.
 *
 * @param passed whether every value lies within its bound
 * @param error the error that came nearest to its bound, or went farthest beyond
 * @param bound that value's bound
 * @param message what is wrong where; empty if nothing is
 */
record Verdict(boolean passed, double error, double bound, String message) {
  /** All is well, with nothing measured. */
  static final Verdict GOOD = new Verdict(true, 0, 0, "");

  /** Something is wrong that no bound measures. */
  static Verdict failed(String message) {
    return new Verdict(false, Double.POSITIVE_INFINITY, 0, message);
  }

  /** The worse of the two. */
  Verdict and(Verdict other) {
    if (passed != other.passed) {
      return passed ? other : this;
    }
    return other.ratio() > ratio() ? other : this;
  }

  private double ratio() {
    return ratio(error, bound);
  }

  private static double ratio(double error, double bound) {
    if (Double.isNaN(error)) {
      return Double.POSITIVE_INFINITY;
    }
    return error == 0 ? 0 : error / bound;
  }

  /** Collects the worst of many values. */
  static final class Worst {
    private double worst = -1;
    private Verdict verdict = GOOD;

    /** Takes one value's error and bound; {@code what} tells of it if it is out of bounds. */
    void see(double error, double bound, Supplier<String> what) {
      double ratio = ratio(error, bound);
      if (ratio > worst) {
        worst = ratio;
        boolean passed = ratio <= 1;
        verdict = new Verdict(passed, error, bound, passed ? "" : what.get());
      }
    }

    Verdict verdict() {
      return verdict;
    }
  }
}
