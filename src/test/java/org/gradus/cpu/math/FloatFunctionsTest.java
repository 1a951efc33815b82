package org.gradus.cpu.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FloatFunctionsTest {
  private static final FloatFunctions PLAIN = new PlainKernels().functions();
  private static final FloatFunctions SIMD = new SimdKernels().functions();

  /** A run-wise function, as {@link FloatFunctions} has them. */
  interface Run {
    void apply(FloatFunctions on, float[] x, int xAt, float[] y, int yAt, int n);
  }

  /**
   * A function, its value in double, and its error bound: {@code ulps} of the value plus {@code
   * scaled} units of 2^-24 |x| for the functions that subtract nearly equal numbers. A product with
   * x may besides have a factor that is rounded to a multiple of the least float.
   */
  record Case(String name, Run run, DoubleUnaryOperator exact, double ulps, double scaled) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    return List.of(
        new Case("exp", FloatFunctions::exp, Math::exp, 1.5, 0),
        new Case("log", FloatFunctions::log, Math::log, 1.5, 0),
        new Case("tanh", FloatFunctions::tanh, Math::tanh, 2.5, 0),
        new Case("sigmoid", FloatFunctions::sigmoid, FloatFunctionsTest::sigmoid, 3, 0),
        new Case("erf", FloatFunctions::erf, FloatFunctionsTest::erf, 2.5, 0),
        new Case("gelu", FloatFunctions::gelu, FloatFunctionsTest::gelu, 3, 3),
        new Case("geluTanh", FloatFunctions::geluTanh, FloatFunctionsTest::geluTanh, 3, 3),
        new Case("silu", FloatFunctions::silu, x -> x * sigmoid(x), 3, 0),
        new Case("softplus", FloatFunctions::softplus, FloatFunctionsTest::softplus, 3, 0));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double gelu(double x) {
    return x * erfc(-x * Math.sqrt(0.5)) / 2;
  }

  private static double geluTanh(double x) {
    return x * sigmoid(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x));
  }

  private static double erf(double x) {
    return Math.abs(x) < 2.5 ? erfSeries(x) : 1 - erfc(x);
  }

  private static double erfc(double x) {
    if (Math.abs(x) < 2.5) {
      return 1 - erfSeries(x);
    }
    return x < 0 ? 2 - erfcFraction(-x) : erfcFraction(x);
  }

  /** 2 / sqrt(pi) times the sum of (-1)^n x^(2n+1) / (n! (2n+1)). */
  private static double erfSeries(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 60; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  /** exp(-x^2) / sqrt(pi) times the continued fraction 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ... */
  private static double erfcFraction(double x) {
    double value = x;
    for (int n = 80; n >= 1; n--) {
      value = x + n / 2.0 / value;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / value;
  }

  /** Floats of every exponent and sign, those around the functions' turns, and the special ones. */
  private static float[] inputs() {
    float[] dense = new float[60_000];
    for (int i = 0; i < 30_000; i++) {
      dense[i] = Float.intBitsToFloat(i * 143_165);
      dense[i + 30_000] = (i - 15_000) * 0.008f;
    }
    float[] special = {
      0f,
      -0f,
      1f,
      -1f,
      88.72283f,
      88.72284f,
      -87.4f,
      -103.9f,
      -104.1f,
      89f,
      1000f,
      -1000f,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.MIN_NORMAL,
      0.70710677f,
      1.4142135f
    };
    float[] all = Arrays.copyOf(dense, dense.length + special.length);
    System.arraycopy(special, 0, all, dense.length, special.length);
    return all;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isCloseToDoubles(Case test) {
    float[] x = inputs();
    float[] y = new float[x.length];
    test.run.apply(PLAIN, x, 0, y, 0, x.length);
    for (int i = 0; i < x.length; i++) {
      check(test, x[i], y[i], test.exact.applyAsDouble(x[i]));
    }
  }

  private static void check(Case test, float x, float actual, double exact) {
    float nearest = (float) exact;
    if (Float.isNaN(nearest) || Float.isInfinite(nearest)) {
      assertEquals(nearest, actual, test.name + "(" + x + ")");
      return;
    }
    double size = Float.isInfinite(x) ? 0 : Math.abs(x);
    double bound = test.ulps * Math.ulp(nearest) + size * (test.scaled * 0x1p-24 + Float.MIN_VALUE);
    double error = Math.abs(actual - exact);
    assertTrue(
        error <= bound,
        () -> test.name + "(" + x + ") = " + actual + ", not " + exact + ": " + error / bound);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void vectorsGiveTheSameBits(Case test) {
    float[] x = inputs();
    float[] plain = new float[x.length];
    float[] simd = new float[x.length];
    test.run.apply(PLAIN, x, 0, plain, 0, x.length);
    test.run.apply(SIMD, x, 0, simd, 0, x.length);
    for (int i = 0; i < x.length; i++) {
      assertEquals(plain[i], simd[i], test.name + "(" + x[i] + ")");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anyLengthInPlaceTouchesItsRunAlone(Case test) {
    for (FloatFunctions functions : List.of(PLAIN, SIMD)) {
      for (int n : new int[] {0, 1, 7, 16, 31, 33, 93}) {
        float[] y = new float[n + 40];
        Arrays.fill(y, 0.75f);
        test.run.apply(functions, y, 20, y, 20, n);
        float value = n == 0 ? 0 : y[20];
        for (int i = 0; i < y.length; i++) {
          assertEquals(i < 20 || i >= 20 + n ? 0.75f : value, y[i], "n " + n + " at " + i);
        }
      }
    }
  }
}
