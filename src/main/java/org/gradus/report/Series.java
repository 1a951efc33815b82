package org.gradus.report;

import java.util.Arrays;
import java.util.List;

/**
 * Points of a plot that belong together.
 *
 * @param label what the legend calls them
 * @param style how they are drawn
 * @param x where they are; the numbers 0, 1, ... for bars
 * @param y as many; what is not finite is a gap
 */
public record Series(String label, Style style, List<Double> x, List<Double> y) {
  /** How points are drawn. */
  public enum Style {
    /** A line through all points. */
    LINE,
    /** A dashed line in the colour of the series before. */
    DASHED,
    /** A thin dashed line in the colour of text, for what the others are compared with. */
    REFERENCE,
    /** Points without a line. */
    POINTS,
    /** A line with a mark at each point and a larger one at its end: how something moved. */
    PATH,
    /** A bar for each. */
    BARS
  }

  /**
   * Keeps copies.
   *
   * @throws IllegalArgumentException if there are more of {@code x} than of {@code y}, or less
   */
  public Series {
    x = List.copyOf(x);
    y = List.copyOf(y);
    if (x.size() != y.size()) {
      throw new IllegalArgumentException(
          "series '%s': %d values of x, %d of y".formatted(label, x.size(), y.size()));
    }
  }

  static Series of(String label, Style style, double[] x, double[] y) {
    return new Series(label, style, boxed(x), boxed(y));
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
