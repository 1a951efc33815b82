package org.gradus.cpu.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatUpdatesTest {
  private static final FloatUpdates PLAIN = new PlainKernels().updates();
  private static final FloatUpdates SIMD = new SimdKernels().updates();
  private static final int N = 157;
  private static final int STEPS = 5;

  /** Parameters, slots and the gradients of each step, guarded on both sides. */
  private static final class State {
    private final float[] w = values(1, 0.5);
    private final float[] first = new float[N + 20];
    private final float[] second = new float[N + 20];
    private final float[][] g = new float[STEPS][];

    State() {
      for (int step = 0; step < STEPS; step++) {
        g[step] = values(step + 2, 0.1);
      }
    }

    private static float[] values(long seed, double scale) {
      Random random = new Random(seed);
      float[] values = new float[N + 20];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (scale * random.nextGaussian());
      }
      return values;
    }
  }

  private static void assertClose(double[] expected, float[] actual, float[] before) {
    for (int i = 0; i < actual.length; i++) {
      if (i < 7 || i >= 7 + N) {
        assertEquals(before[i], actual[i], "outside at " + i);
      } else {
        double bound = 4 * STEPS * 0x1p-24 * (Math.abs(expected[i]) + 0.05);
        assertEquals(expected[i], actual[i], bound, "at " + i);
      }
    }
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  @ParameterizedTest
  @CsvSource({"0.1,0,0,false", "0.1,0.01,0,false", "0.1,0,0.9,false", "0.05,0.01,0.9,true"})
  void descentFollowsTheFormula(double rate, double decay, double momentum, boolean nesterov) {
    State plain = new State();
    State simd = new State();
    float[] before = plain.w.clone();
    double[] w = doubles(plain.w);
    double[] v = new double[w.length];
    for (int step = 0; step < STEPS; step++) {
      descend(PLAIN, plain, step, rate, decay, momentum, nesterov);
      descend(SIMD, simd, step, rate, decay, momentum, nesterov);
      for (int i = 0; i < w.length; i++) {
        double g = plain.g[step][i] + decay * w[i];
        v[i] = momentum * v[i] + g;
        w[i] -= rate * (nesterov ? g + momentum * v[i] : v[i]);
      }
    }
    assertClose(w, plain.w, before);
    assertArrayEquals(plain.w, simd.w);
    assertArrayEquals(plain.first, simd.first);
  }

  private static void descend(
      FloatUpdates updates,
      State state,
      int step,
      double rate,
      double decay,
      double momentum,
      boolean nesterov) {
    float r = (float) rate;
    float d = (float) decay;
    if (momentum == 0) {
      updates.sgd(state.w, 7, state.g[step], 7, r, d, N);
    } else {
      float m = (float) momentum;
      updates.momentum(state.w, 7, state.g[step], 7, state.first, 7, r, d, m, nesterov, N);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,false", "0.01,false", "0.01,true"})
  void adamFollowsTheFormula(double decay, boolean decoupled) {
    State plain = new State();
    State simd = new State();
    float[] before = plain.w.clone();
    double[] w = doubles(plain.w);
    double[] m = new double[w.length];
    double[] v = new double[w.length];
    double rate = 0.01;
    AdamScalars scalars = new AdamScalars();
    for (int step = 0; step < STEPS; step++) {
      scalars.set(0.9, 0.999, 1e-8, rate, decay, decoupled, step + 1);
      PLAIN.adam(plain.w, 7, plain.g[step], 7, plain.first, 7, plain.second, 7, scalars, N);
      SIMD.adam(simd.w, 7, simd.g[step], 7, simd.first, 7, simd.second, 7, scalars, N);
      for (int i = 0; i < w.length; i++) {
        double g = plain.g[step][i] + (decoupled ? 0 : decay * w[i]);
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        double mean = m[i] / (1 - Math.pow(0.9, step + 1));
        double root = Math.sqrt(v[i] / (1 - Math.pow(0.999, step + 1)));
        w[i] = w[i] * (decoupled ? 1 - rate * decay : 1) - rate * mean / (root + 1e-8);
      }
    }
    assertClose(w, plain.w, before);
    assertArrayEquals(plain.w, simd.w);
    assertArrayEquals(plain.first, simd.first);
    assertArrayEquals(plain.second, simd.second);
  }
}
