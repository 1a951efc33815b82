package org.gradus.watch;

import org.gradus.device.HostTensor;

/**
 * How the numbers of a tensor are spread; computed in double over all of them.
 *
 * @param count how many there are
 * @param mean their mean
 * @param std their standard deviation: the root of the mean squared distance from the mean
 * @param min the least; NaN if one of them is
 * @param max the greatest; NaN if one of them is
 * @param meanAbs the mean of their absolute values
 * @param norm the root of the sum of their squares
 * @param zeros the share of them that are exactly 0
 */
public record Distribution(
    int count,
    double mean,
    double std,
    double min,
    double max,
    double meanAbs,
    double norm,
    double zeros) {
  /** The distribution of a tensor's elements; of none, all figures but the count are 0. */
  public static Distribution of(HostTensor values) {
    return of(values.toDoubles());
  }

  /** The distribution of some numbers; of none, all figures but the count are 0. */
  public static Distribution of(double... values) {
    if (values.length == 0) {
      return new Distribution(0, 0, 0, 0, 0, 0, 0, 0);
    }
    double sum = 0;
    double absolute = 0;
    double squares = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    int zeros = 0;
    for (double value : values) {
      sum += value;
      absolute += Math.abs(value);
      squares += value * value;
      min = Math.min(min, value);
      max = Math.max(max, value);
      zeros += value == 0 ? 1 : 0;
    }
    int count = values.length;
    double mean = sum / count;
    return new Distribution(
        count,
        mean,
        Math.sqrt(squaredDistances(values, mean) / count),
        min,
        max,
        absolute / count,
        Math.sqrt(squares),
        (double) zeros / count);
  }

  // A second pass: the mean of the squares less the square of the mean loses digits.
  private static double squaredDistances(double[] values, double mean) {
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum;
  }

  /** The square of the standard deviation. */
  public double variance() {
    return std * std;
  }

  /** The root of the mean square. */
  public double rms() {
    return count == 0 ? 0 : norm / Math.sqrt(count);
  }

  /** Whether all numbers are finite. */
  public boolean isFinite() {
    return Double.isFinite(min) && Double.isFinite(max);
  }
}
