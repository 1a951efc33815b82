package org.gradus.experiment;

import java.util.List;

/**
 * Where measurements of the same thing lie.
 *
 * @param count how many there are
 * @param low a quarter of them is below
 * @param median half of them is below
 * @param high a quarter of them is above
 */
record Spread(int count, double low, double median, double high) {
  /** Of at least one measurement, in any order. */
  static Spread of(List<Double> measurements) {
    List<Double> sorted = measurements.stream().sorted().toList();
    return new Spread(
        sorted.size(), quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
  }

  /** Between two measurements as far as the share is between their places. */
  private static double quantile(List<Double> sorted, double share) {
    double place = share * (sorted.size() - 1);
    int before = (int) place;
    int after = Math.min(before + 1, sorted.size() - 1);
    double low = sorted.get(before);
    return low + (place - before) * (sorted.get(after) - low);
  }
}
