package org.gradus.cpu;

import org.gradus.cpu.math.FloatSums;

/**
 * Sums of any number of floats: blocks of 1024 in float, by 16 sums side by side, and the blocks'
 * sums in double. The error stays near that of 64 + 4 additions in float, whatever the length:
 * below 68 units of roundoff of the sum of magnitudes.
 */
record LongSums(FloatSums sums) {
  private static final int BLOCK = 1024;

  double sum(float[] x, int at, int n) {
    double total = 0;
    for (int i = 0; i < n; i += BLOCK) {
      total += sums.sum(x, at + i, Math.min(BLOCK, n - i));
    }
    return total;
  }

  double sumOfSquaredDifferences(float[] x, int at, float center, int n) {
    double total = 0;
    for (int i = 0; i < n; i += BLOCK) {
      total += sums.sumOfSquaredDifferences(x, at + i, center, Math.min(BLOCK, n - i));
    }
    return total;
  }

  double dot(float[] a, int aAt, float[] b, int bAt, int n) {
    double total = 0;
    for (int i = 0; i < n; i += BLOCK) {
      total += sums.dot(a, aAt + i, b, bAt + i, Math.min(BLOCK, n - i));
    }
    return total;
  }
}
