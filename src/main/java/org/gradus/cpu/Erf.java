package org.gradus.cpu;

/**
 * The error function in double, to some 1e-15 relative.
 *
 * <p>Near zero by its power series with positive terms only, erf(x) = 2/sqrt(pi) exp(-x^2) sum of
 * 2^n x^(2n+1) / (2n+1)!! (Abramowitz and Stegun 7.1.6); away from zero erfc by its continued
 * fraction (7.1.14), evaluated backwards at a fixed depth. No tables, so nothing to mistype; it is
 * not fast, and only the reference kernels and cold activations use it.
 */
final class Erf {
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

  /** Where the series ends and the fraction begins: erfc(1.5) = 0.03, so 1 - erf costs 30 eps. */
  private static final double SPLIT = 1.5;

  /** Above this erfc is below the smallest double. */
  private static final double VANISHED = 27.3;

  private static final int DEPTH = 100;

  private Erf() {}

  /** The integral of 2/sqrt(pi) exp(-t^2) from 0 to x. */
  static double erf(double x) {
    double size = Math.abs(x);
    return size < SPLIT ? series(x) : Math.signum(x) * (1 - fraction(size));
  }

  /** 1 - erf(x), without cancellation for large x. */
  static double erfc(double x) {
    if (Math.abs(x) < SPLIT) {
      return 1 - series(x);
    }
    return x > 0 ? fraction(x) : 2 - fraction(-x);
  }

  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > Math.abs(sum) * 0x1p-60; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
  }

  /** exp(-x^2)/sqrt(pi) / (x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))) for x > 0; NaN stays NaN. */
  private static double fraction(double x) {
    if (x > VANISHED) {
      return 0;
    }
    double tail = x;
    for (int k = DEPTH; k > 0; k--) {
      tail = x + 0.5 * k / tail;
    }
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail);
  }
}
