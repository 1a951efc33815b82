package org.gradus.cpu.math;

/** {@link FloatSums} one float at a time. */
final class PlainSums implements FloatSums {
  @Override
  public float sum(float[] x, int at, int n) {
    int end = n - n % LANES;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    float s8 = 0;
    float s9 = 0;
    float s10 = 0;
    float s11 = 0;
    float s12 = 0;
    float s13 = 0;
    float s14 = 0;
    float s15 = 0;
    for (int i = 0; i < end; i += LANES) {
      s0 += x[at + i];
      s1 += x[at + i + 1];
      s2 += x[at + i + 2];
      s3 += x[at + i + 3];
      s4 += x[at + i + 4];
      s5 += x[at + i + 5];
      s6 += x[at + i + 6];
      s7 += x[at + i + 7];
      s8 += x[at + i + 8];
      s9 += x[at + i + 9];
      s10 += x[at + i + 10];
      s11 += x[at + i + 11];
      s12 += x[at + i + 12];
      s13 += x[at + i + 13];
      s14 += x[at + i + 14];
      s15 += x[at + i + 15];
    }
    float total =
        fold(s0 + s8, s1 + s9, s2 + s10, s3 + s11, s4 + s12, s5 + s13, s6 + s14, s7 + s15);
    for (int i = end; i < n; i++) {
      total += x[at + i];
    }
    return total;
  }

  @Override
  public float sumOfSquares(float[] x, int at, int n) {
    return dot(x, at, x, at, n);
  }

  @Override
  public float sumOfSquaredDifferences(float[] x, int at, float center, int n) {
    int end = n - n % LANES;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    float s8 = 0;
    float s9 = 0;
    float s10 = 0;
    float s11 = 0;
    float s12 = 0;
    float s13 = 0;
    float s14 = 0;
    float s15 = 0;
    for (int i = 0; i < end; i += LANES) {
      s0 = addSquare(x[at + i] - center, s0);
      s1 = addSquare(x[at + i + 1] - center, s1);
      s2 = addSquare(x[at + i + 2] - center, s2);
      s3 = addSquare(x[at + i + 3] - center, s3);
      s4 = addSquare(x[at + i + 4] - center, s4);
      s5 = addSquare(x[at + i + 5] - center, s5);
      s6 = addSquare(x[at + i + 6] - center, s6);
      s7 = addSquare(x[at + i + 7] - center, s7);
      s8 = addSquare(x[at + i + 8] - center, s8);
      s9 = addSquare(x[at + i + 9] - center, s9);
      s10 = addSquare(x[at + i + 10] - center, s10);
      s11 = addSquare(x[at + i + 11] - center, s11);
      s12 = addSquare(x[at + i + 12] - center, s12);
      s13 = addSquare(x[at + i + 13] - center, s13);
      s14 = addSquare(x[at + i + 14] - center, s14);
      s15 = addSquare(x[at + i + 15] - center, s15);
    }
    float total =
        fold(s0 + s8, s1 + s9, s2 + s10, s3 + s11, s4 + s12, s5 + s13, s6 + s14, s7 + s15);
    for (int i = end; i < n; i++) {
      total = addSquare(x[at + i] - center, total);
    }
    return total;
  }

  @Override
  public float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    int end = n - n % LANES;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    float s8 = 0;
    float s9 = 0;
    float s10 = 0;
    float s11 = 0;
    float s12 = 0;
    float s13 = 0;
    float s14 = 0;
    float s15 = 0;
    for (int i = 0; i < end; i += LANES) {
      s0 = Math.fma(a[aAt + i], b[bAt + i], s0);
      s1 = Math.fma(a[aAt + i + 1], b[bAt + i + 1], s1);
      s2 = Math.fma(a[aAt + i + 2], b[bAt + i + 2], s2);
      s3 = Math.fma(a[aAt + i + 3], b[bAt + i + 3], s3);
      s4 = Math.fma(a[aAt + i + 4], b[bAt + i + 4], s4);
      s5 = Math.fma(a[aAt + i + 5], b[bAt + i + 5], s5);
      s6 = Math.fma(a[aAt + i + 6], b[bAt + i + 6], s6);
      s7 = Math.fma(a[aAt + i + 7], b[bAt + i + 7], s7);
      s8 = Math.fma(a[aAt + i + 8], b[bAt + i + 8], s8);
      s9 = Math.fma(a[aAt + i + 9], b[bAt + i + 9], s9);
      s10 = Math.fma(a[aAt + i + 10], b[bAt + i + 10], s10);
      s11 = Math.fma(a[aAt + i + 11], b[bAt + i + 11], s11);
      s12 = Math.fma(a[aAt + i + 12], b[bAt + i + 12], s12);
      s13 = Math.fma(a[aAt + i + 13], b[bAt + i + 13], s13);
      s14 = Math.fma(a[aAt + i + 14], b[bAt + i + 14], s14);
      s15 = Math.fma(a[aAt + i + 15], b[bAt + i + 15], s15);
    }
    float total =
        fold(s0 + s8, s1 + s9, s2 + s10, s3 + s11, s4 + s12, s5 + s13, s6 + s14, s7 + s15);
    for (int i = end; i < n; i++) {
      total = Math.fma(a[aAt + i], b[bAt + i], total);
    }
    return total;
  }

  private static float addSquare(float x, float sum) {
    return Math.fma(x, x, sum);
  }

  /** Adds eight sums: k and k + 4, k and k + 2, k and k + 1. */
  static float fold(
      float s0, float s1, float s2, float s3, float s4, float s5, float s6, float s7) {
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
  }

  @Override
  public float max(float[] x, int at, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, x[at + i]);
    }
    return max;
  }

  @Override
  public float min(float[] x, int at, int n) {
    float min = Float.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      min = Math.min(min, x[at + i]);
    }
    return min;
  }
}
