package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class BackpropTraceTest {
  private static final Outcome OUTCOME = new BackpropTrace().run(Setup.on("cpu").quickly());

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** The chain rule by hand, in double. */
  @Test
  void everyValueIsWhatTheFormulasSay() {
    double[] z1 = {0.1 * 1 + 0.3 * 0.5 + 0.1, -0.2 * 1 + 0.4 * 0.5 - 0.1};
    double[] a1 = {sigmoid(z1[0]), sigmoid(z1[1])};
    double z2 = 0.5 * a1[0] - 0.6 * a1[1] + 0.2;
    double y = sigmoid(z2);
    near(z1[0], "z1[0]");
    near(z1[1], "z1[1]");
    near(a1[0], "a1[0]");
    near(a1[1], "a1[1]");
    near(z2, "z2");
    near(y, "y");
    near((y - 1) * (y - 1), "loss");
    double dy = 2 * (y - 1);
    double dz2 = dy * y * (1 - y);
    near(dy, "dL/dy");
    near(dz2, "dL/dz2");
    near(dz2, "dL/db2");
    double[] w2 = {0.5, -0.6};
    double[] x = {1, 0.5};
    for (int i = 0; i < 2; i++) {
      double dz1 = dz2 * w2[i] * a1[i] * (1 - a1[i]);
      near(dz2 * a1[i], "dL/dW2[%d]".formatted(i));
      near(dz2 * w2[i], "dL/da1[%d]".formatted(i));
      near(dz1, "dL/dz1[%d]".formatted(i));
      near(dz1, "dL/db1[%d]".formatted(i));
      near(dz1 * x[0], "dL/dW1[%d,0]".formatted(i));
      near(dz1 * x[1], "dL/dW1[%d,1]".formatted(i));
    }
  }

  @Test
  void differencesAgreeAndTakeTwoWaysForwardForEachParameter() {
    double apart = OUTCOME.number("apart/greatest");
    assertTrue(apart < 1e-7, "apart " + apart);
    assertEquals(42, OUTCOME.number("passes/parameters-21"));
    assertEquals(162, OUTCOME.number("passes/parameters-81"));
  }

  private static void near(double expected, String name) {
    assertEquals(expected, OUTCOME.number(name), 1e-6, name);
  }
}
