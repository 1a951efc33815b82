package org.gradus.report;

import org.jspecify.annotations.Nullable;

/**
 * What a plot's axis measures.
 *
 * @param title what it is, with its unit in brackets where it has one: {@code time (ms)}
 * @param logarithmic whether equal steps are equal factors; points that are not positive are then
 *     left out
 * @param from where it begins; null to begin at the least point
 * @param to where it ends; null to end at the greatest point
 */
public record Axis(String title, boolean logarithmic, @Nullable Double from, @Nullable Double to) {
  /** An axis with equal steps. */
  public static Axis linear(String title) {
    return new Axis(title, false, null, null);
  }

  /** An axis on which equal steps are equal factors. */
  public static Axis log(String title) {
    return new Axis(title, true, null, null);
  }

  /** The same from here to there; what lies outside is cut off. */
  public Axis between(double low, double high) {
    return new Axis(title, logarithmic, low, high);
  }
}
