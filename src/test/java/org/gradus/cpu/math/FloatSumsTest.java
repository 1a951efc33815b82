package org.gradus.cpu.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatSumsTest {
  private static final FloatSums PLAIN = new PlainKernels().sums();
  private static final FloatSums SIMD = new SimdKernels().sums();

  private static float[] values(int n, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static void assertClose(double exact, double magnitude, float actual, int n) {
    double bound = (n / 16.0 + 21) * 0x1p-24 * magnitude;
    assertTrue(
        Math.abs(actual - exact) <= bound, () -> "n " + n + ": " + actual + ", not " + exact);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 15, 16, 31, 33, 93, 257, 1024, 100_003})
  void sumsAreCloseToDoublesAndTheSameBits(int n) {
    float[] x = values(n + 9, 1);
    float[] y = values(n + 9, 2);
    double sum = 0;
    double magnitude = 0;
    double squares = 0;
    double differences = 0;
    double dot = 0;
    double dotMagnitude = 0;
    for (int i = 0; i < n; i++) {
      double a = x[3 + i];
      double b = y[5 + i];
      sum += a;
      magnitude += Math.abs(a);
      squares += a * a;
      differences += (a - 0.5) * (a - 0.5);
      dot += a * b;
      dotMagnitude += Math.abs(a * b);
    }
    for (FloatSums sums : List.of(PLAIN, SIMD)) {
      assertClose(sum, magnitude, sums.sum(x, 3, n), n);
      assertClose(squares, squares, sums.sumOfSquares(x, 3, n), n);
      assertClose(differences, differences, sums.sumOfSquaredDifferences(x, 3, 0.5f, n), n + 32);
      assertClose(dot, dotMagnitude, sums.dot(x, 3, y, 5, n), n);
    }
    assertEquals(PLAIN.sum(x, 3, n), SIMD.sum(x, 3, n));
    assertEquals(PLAIN.sumOfSquares(x, 3, n), SIMD.sumOfSquares(x, 3, n));
    assertEquals(
        PLAIN.sumOfSquaredDifferences(x, 3, 0.5f, n), SIMD.sumOfSquaredDifferences(x, 3, 0.5f, n));
    assertEquals(PLAIN.dot(x, 3, y, 5, n), SIMD.dot(x, 3, y, 5, n));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 16, 31, 93, 1024})
  void extremesAreExact(int n) {
    float[] x = values(n + 9, 3);
    float max = Float.NEGATIVE_INFINITY;
    float min = Float.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, x[3 + i]);
      min = Math.min(min, x[3 + i]);
    }
    for (FloatSums sums : List.of(PLAIN, SIMD)) {
      assertEquals(max, sums.max(x, 3, n));
      assertEquals(min, sums.min(x, 3, n));
    }
  }

  @Test
  void notANumberIsNeverLost() {
    for (FloatSums sums : List.of(PLAIN, SIMD)) {
      for (int at = 0; at < 40; at++) {
        float[] x = values(40, 4);
        x[at] = Float.NaN;
        assertEquals(Float.NaN, sums.max(x, 0, 40));
        assertEquals(Float.NaN, sums.min(x, 0, 40));
        assertEquals(Float.NaN, sums.sum(x, 0, 40));
      }
    }
  }

  @Test
  void theOrderIsTheOneDocumented() {
    int n = 16 * 5 + 3;
    float[] x = values(n, 5);
    float[] sums = new float[16];
    for (int i = 0; i < 80; i++) {
      sums[i % 16] += x[i];
    }
    for (int width = 8; width > 0; width /= 2) {
      for (int k = 0; k < width; k++) {
        sums[k] += sums[k + width];
      }
    }
    float expected = sums[0] + x[80] + x[81] + x[82];
    assertEquals(expected, PLAIN.sum(x, 0, n));
    assertEquals(expected, SIMD.sum(x, 0, n));
  }
}
