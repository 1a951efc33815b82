package org.gradus.watch;

import java.util.Arrays;
import org.gradus.device.HostTensor;

/**
 * How many of a tensor's finite numbers fall into each of some intervals of equal width.
 *
 * @param spread of the numbers that were counted
 * @param limits the right end of each interval; the last is the greatest number
 * @param counts how many numbers lie in each
 */
record Histogram(Distribution spread, double[] limits, double[] counts) {
  /** TensorBoard draws as many. */
  static final int BUCKETS = 30;

  /** Counts a tensor's numbers; those that are not finite have no place and are left out. */
  static Histogram of(HostTensor tensor) {
    double[] values = Arrays.stream(tensor.toDoubles()).filter(Double::isFinite).toArray();
    Distribution spread = Distribution.of(values);
    double width = (spread.max() - spread.min()) / BUCKETS;
    int buckets = width > 0 ? BUCKETS : 1;
    double[] limits = new double[buckets];
    double[] counts = new double[buckets];
    for (int i = 0; i < buckets; i++) {
      limits[i] = i == buckets - 1 ? spread.max() : spread.min() + width * (i + 1);
    }
    for (double value : values) {
      int bucket = width > 0 ? (int) ((value - spread.min()) / width) : 0;
      counts[Math.min(bucket, buckets - 1)]++;
    }
    return new Histogram(spread, limits, counts);
  }
}
