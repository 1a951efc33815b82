package org.gradus.data;

/**
 * Range, mean and standard deviation (of the population) of some raw values.
 *
 * @param low the smallest
 * @param high the largest
 */
record Statistics(double low, double high, double mean, double deviation) {
  /** What bytes can be, whatever they are: the range that images are scaled from. */
  static final Statistics BYTE = new Statistics(0, 255, 127.5, 127.5);

  private static final int BYTE_VALUES = 256;

  /** Returns one entry for all values of a data set of bytes, exact through a histogram. */
  static Statistics[] ofAll(Dataset data) {
    byte[] bytes = data.bytes();
    if (bytes == null) {
      throw new IllegalArgumentException(data.name() + ": features are not bytes");
    }
    long[] counts = histogram(bytes, data.size() * data.features());
    long number = 0;
    double sum = 0;
    int low = BYTE_VALUES - 1;
    int high = 0;
    for (int value = 0; value < BYTE_VALUES; value++) {
      number += counts[value];
      sum += (double) counts[value] * value;
      low = counts[value] > 0 ? Math.min(low, value) : low;
      high = counts[value] > 0 ? value : high;
    }
    double mean = sum / number;
    double squares = 0;
    for (int value = 0; value < BYTE_VALUES; value++) {
      squares += counts[value] * (value - mean) * (value - mean);
    }
    return new Statistics[] {new Statistics(low, high, mean, Math.sqrt(squares / number))};
  }

  /** Returns one entry per feature of a data set of floats; two passes, sums in double. */
  static Statistics[] perFeature(Dataset data) {
    Statistics[] features = new Statistics[data.features()];
    for (int i = 0; i < features.length; i++) {
      features[i] = ofFeature(data, i);
    }
    return features;
  }

  private static Statistics ofFeature(Dataset data, int feature) {
    double sum = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int sample = 0; sample < data.size(); sample++) {
      double value = data.value(sample, feature);
      sum += value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    double mean = sum / data.size();
    double squares = 0;
    for (int sample = 0; sample < data.size(); sample++) {
      double distance = data.value(sample, feature) - mean;
      squares += distance * distance;
    }
    return new Statistics(low, high, mean, Math.sqrt(squares / data.size()));
  }

  private static long[] histogram(byte[] bytes, int count) {
    // Four tables: neighbouring pixels are often equal, and one table would wait on itself.
    int[][] parts = new int[4][BYTE_VALUES];
    for (int i = 0; i < count; i++) {
      parts[i & 3][bytes[i] & 0xFF]++;
    }
    long[] counts = new long[BYTE_VALUES];
    for (int value = 0; value < BYTE_VALUES; value++) {
      for (int[] part : parts) {
        counts[value] += part[value];
      }
    }
    return counts;
  }

  /** Returns what values are multiplied by to become a kind of input. */
  float scale(Scaling.Kind kind) {
    double width =
        switch (kind) {
          case RAW -> 1;
          case UNIT -> high - low;
          case SYMMETRIC -> (high - low) / 2;
          case STANDARDISED -> deviation;
        };
    // Compared by range: the deviation of equal values may come out as a rounding error.
    float scale = (float) (1 / width);
    return high == low || !Float.isFinite(scale) ? 1 : scale;
  }

  /** Returns what is subtracted from values first. */
  float shift(Scaling.Kind kind) {
    return (float)
        switch (kind) {
          case RAW -> 0;
          case UNIT -> low;
          case SYMMETRIC -> (low + high) / 2;
          case STANDARDISED -> high == low ? low : mean;
        };
  }
}
