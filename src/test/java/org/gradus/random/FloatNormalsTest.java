package org.gradus.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Normal numbers in float: how exact they are, and that they are normal. */
final class FloatNormalsTest {
  private static final int NUMBERS = 1 << 24; // what 24 bits of a word can be
  private static final double U = 0x1p-24;
  private static final int DRAWN = 1 << 20;

  /** The bounds are those of docs/numerics.md; every argument there is takes its turn. */
  @Test
  void radiusAndAngleAreExactToAFewRoundings() {
    double radius = 0;
    double angle = 0;
    for (int k = 0; k < NUMBERS; k++) {
      double r = Math.sqrt(-2 * StrictMath.log((k + 1) * U));
      radius = Math.max(radius, error(FloatNormals.radius(k << 8), r));
      if (k <= NUMBERS / 8) { // the other eighths are the same numbers with other signs
        double x = 2 * Math.PI * k * U;
        angle = Math.max(angle, error(FloatNormals.sine(k << 8, 0), StrictMath.sin(x)));
        angle = Math.max(angle, error(FloatNormals.sine(k << 8, 1), StrictMath.cos(x)));
      }
    }
    assertTrue(radius <= 1.7, radius + " u");
    assertTrue(angle <= 2.6, angle + " u");
  }

  private static double error(float got, double exact) {
    return got == exact ? 0 : Math.abs(got - exact) / (U * Math.abs(exact));
  }

  @Test
  void eighthsOfATurnDifferInSignAlone() {
    for (int k = 0; k <= NUMBERS / 8; k += 1013) {
      for (int quarter = 0; quarter < 4; quarter++) {
        int turned = (k + quarter * NUMBERS / 4) % NUMBERS;
        for (int turns = 0; turns < 2; turns++) {
          float plain = FloatNormals.sine(k << 8, turns + quarter);
          assertEquals(plain, FloatNormals.sine(turned << 8, turns), 0.0f);
        }
      }
    }
  }

  @Test
  void areThoseOfPhiloxButForRounding() {
    for (int i = 0; i < 10_001; i++) {
      float expected = Philox.normal(-3, 5, 7, i);
      assertEquals(expected, FloatNormals.of(-3, 5, 7, i), 7 * U * Math.abs(expected));
    }
  }

  @Test
  void manyAtOnceAreTheSame() {
    int[] words = new int[64];
    float[] numbers = new float[64];
    Philox.fill(9, 8, 7, 6, words);
    FloatNormals.fill(words, numbers);
    for (int i = 0; i < 64; i++) {
      assertEquals(FloatNormals.of(9, 8, 7, 24 + i), numbers[i]);
    }
  }

  /** Within four standard deviations of what is expected of as many, for a fixed seed. */
  @Test
  void momentsAndTailsAreNormal() {
    float[] z = drawn();
    double[] moments = new double[4];
    for (float one : z) {
      for (int power = 0; power < moments.length; power++) {
        moments[power] += Math.pow(one, power + 1) / DRAWN;
      }
    }
    double[] expected = {0, 1, 0, 3};
    double[] variances = {1, 2, 15, 96}; // of z, z^2, z^3, z^4
    for (int power = 0; power < moments.length; power++) {
      double bound = 4 * Math.sqrt(variances[power] / DRAWN);
      assertEquals(expected[power], moments[power], bound, "moment " + (power + 1));
    }
    for (double limit : new double[] {1, 2, 3, 4}) {
      double share = 2 * StrictMath.exp(-limit * limit / 2) * tail(limit);
      int beyond = 0;
      for (float one : z) {
        beyond += Math.abs(one) > limit ? 1 : 0;
      }
      assertEquals(share * DRAWN, beyond, 4 * Math.sqrt(share * DRAWN), "beyond " + limit);
    }
  }

  /** Kolmogorov and Smirnov's distance; larger than 1.95 / sqrt(n) once in a thousand seeds. */
  @Test
  void distributionIsNormal() {
    float[] z = drawn();
    Arrays.sort(z);
    double distance = 0;
    for (int i = 0; i < z.length; i++) {
      double below = distribution(z[i]);
      distance = Math.max(distance, Math.abs(below - (double) i / DRAWN));
      distance = Math.max(distance, Math.abs(below - (i + 1.0) / DRAWN));
    }
    assertTrue(distance < 1.95 / Math.sqrt(DRAWN), "distance " + distance);
  }

  @Test
  void neighboursStreamsAndStepsAreUncorrelated() {
    float[] z = drawn();
    double[] others = new double[4];
    for (int i = 0; i + 2 < 100_000; i++) {
      others[0] += z[i] * z[i + 1];
      others[1] += z[i] * z[i + 2];
      others[2] += z[i] * FloatNormals.of(1, 3, 3, i);
      others[3] += z[i] * FloatNormals.of(1, 2, 4, i);
    }
    for (double sum : others) {
      assertEquals(0, sum, 4 * Math.sqrt(100_000));
    }
  }

  private static float[] drawn() {
    int[] words = new int[DRAWN];
    float[] z = new float[DRAWN];
    Philox.fill(1, 2, 3, 0, words);
    FloatNormals.fill(words, z);
    return z;
  }

  private static double distribution(double z) {
    double upper = StrictMath.exp(-z * z / 2) * tail(Math.abs(z));
    return z < 0 ? upper : 1 - upper;
  }

  /** Mills' ratio over sqrt(2 pi): a series up to 3, the continued fraction of Laplace beyond. */
  private static double tail(double z) {
    double root = 1 / Math.sqrt(2 * Math.PI);
    if (z < 3) {
      double term = z;
      double sum = z;
      for (int k = 1; k < 100; k++) {
        term *= z * z / (2 * k + 1);
        sum += term;
      }
      return 0.5 * StrictMath.exp(z * z / 2) - root * sum;
    }
    double fraction = z;
    for (int k = 200; k > 0; k--) {
      fraction = z + k / fraction;
    }
    return root / fraction;
  }
}
