package org.gradus.bench;

import java.util.List;

/**
 * How long something took, each time it was measured.
 *
 * @param nanoseconds at least one time, from the fastest to the slowest
 */
public record Times(List<Double> nanoseconds) {
  /** Sorts a copy of them. */
  public Times {
    if (nanoseconds.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    nanoseconds = nanoseconds.stream().sorted().toList();
  }

  /** The time that {@code part} of the runs were not slower than, in nanoseconds. */
  public double quantile(double part) {
    double at = part * (nanoseconds.size() - 1);
    int below = (int) at;
    int above = Math.min(below + 1, nanoseconds.size() - 1);
    double lower = nanoseconds.get(below);
    return lower + (at - below) * (nanoseconds.get(above) - lower);
  }

  /** The median in nanoseconds, at least 1: clocks that tick slowly say 0. */
  public double median() {
    return Math.max(1, quantile(0.5));
  }

  /** The distance between the quartiles as a part of the median. */
  public double spread() {
    return (quantile(0.75) - quantile(0.25)) / median();
  }
}
