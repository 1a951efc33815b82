package org.gradus.cpu.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FloatRowsTest {
  private static final FloatRows PLAIN = new PlainKernels().rows();
  private static final FloatRows SIMD = new SimdKernels().rows();
  private static final int GUARD = 21;
  private static final float[] SPECIAL = {
    0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE
  };

  /** Runs an operation on a, b and c at three offsets, into y. */
  interface Run {
    void apply(FloatRows on, float[] a, float[] b, float[] c, float[] y, int yAt, int n);
  }

  /** What the operation means for one element. */
  interface Element {
    float of(float a, float b, float c, float y);
  }

  /** An operation over runs and its meaning. */
  record Case(String name, Run run, Element element) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    return List.of(
        new Case(
            "add", (r, a, b, c, y, at, n) -> r.add(a, 1, b, 2, y, at, n), (a, b, c, y) -> a + b),
        new Case(
            "subtract",
            (r, a, b, c, y, at, n) -> r.subtract(a, 1, b, 2, y, at, n),
            (a, b, c, y) -> a - b),
        new Case(
            "multiply",
            (r, a, b, c, y, at, n) -> r.multiply(a, 1, b, 2, y, at, n),
            (a, b, c, y) -> a * b),
        new Case(
            "divide",
            (r, a, b, c, y, at, n) -> r.divide(a, 1, b, 2, y, at, n),
            (a, b, c, y) -> a / b),
        new Case(
            "maximum",
            (r, a, b, c, y, at, n) -> r.maximum(a, 1, b, 2, y, at, n),
            (a, b, c, y) -> Math.max(a, b)),
        new Case(
            "minimum",
            (r, a, b, c, y, at, n) -> r.minimum(a, 1, b, 2, y, at, n),
            (a, b, c, y) -> Math.min(a, b)),
        new Case(
            "affine",
            (r, a, b, c, y, at, n) -> r.affine(a, 1, 1.7f, 0.3f, y, at, n),
            (a, b, c, y) -> Math.fma(a, 1.7f, 0.3f)),
        new Case(
            "axpy",
            (r, a, b, c, y, at, n) -> r.axpy(a, 1, -0.7f, y, at, n),
            (a, b, c, y) -> Math.fma(a, -0.7f, y)),
        new Case(
            "normalize",
            (r, a, b, c, y, at, n) -> r.normalize(a, 1, 0.4f, 2.2f, y, at, n),
            (a, b, c, y) -> (a - 0.4f) * 2.2f),
        new Case(
            "multiplyAdd",
            (r, a, b, c, y, at, n) -> r.multiplyAdd(a, 1, b, 2, c, 3, y, at, n),
            (a, b, c, y) -> Math.fma(a, b, c)),
        new Case(
            "relu",
            (r, a, b, c, y, at, n) -> r.relu(a, 1, y, at, n),
            (a, b, c, y) -> Math.max(a, 0f)),
        new Case(
            "reluGradient",
            (r, a, b, c, y, at, n) -> r.reluGradient(a, 1, b, 2, y, at, n),
            (a, b, c, y) -> a > 0 ? b : 0),
        new Case(
            "tanhGradient",
            (r, a, b, c, y, at, n) -> r.tanhGradient(a, 1, b, 2, y, at, n),
            (a, b, c, y) -> b * Math.fma(-a, a, 1f)),
        new Case(
            "sigmoidGradient",
            (r, a, b, c, y, at, n) -> r.sigmoidGradient(a, 1, b, 2, y, at, n),
            (a, b, c, y) -> b * (a * (1 - a))));
  }

  private static float[] values(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      boolean special = random.nextInt(20) == 0;
      values[i] = special ? SPECIAL[random.nextInt(SPECIAL.length)] : (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bothImplementationsDoWhatTheElementSays(Case test) {
    Random random = new Random(3);
    for (int n : new int[] {0, 1, 7, 16, 31, 33, 93, 257, 1024}) {
      float[] a = values(random, n + 5);
      float[] b = values(random, n + 5);
      float[] c = values(random, n + 5);
      float[] before = values(random, n + 2 * GUARD);
      float[] expected = before.clone();
      for (int i = 0; i < n; i++) {
        expected[GUARD + i] = test.element.of(a[1 + i], b[2 + i], c[3 + i], before[GUARD + i]);
      }
      for (FloatRows rows : List.of(PLAIN, SIMD)) {
        float[] y = before.clone();
        test.run.apply(rows, a, b, c, y, GUARD, n);
        assertArrayEquals(expected, y);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theResultMayReplaceAnOperand(Case test) {
    Random random = new Random(4);
    float[] a = values(random, 100);
    float[] b = values(random, 100);
    float[] c = values(random, 100);
    for (FloatRows rows : List.of(PLAIN, SIMD)) {
      float[] inPlace = a.clone();
      float[] apart = Arrays.copyOf(a, 100);
      test.run.apply(rows, a, b, c, apart, 1, 90);
      test.run.apply(rows, inPlace, b, c, inPlace, 1, 90);
      for (int i = 0; i < 100; i++) {
        assertEquals(apart[i], inPlace[i], "at " + i);
      }
    }
  }
}
