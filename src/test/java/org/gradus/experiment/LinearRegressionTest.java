package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class LinearRegressionTest {
  private static final Outcome OUTCOME = new LinearRegression().run(Setup.on("cpu").quickly());

  @Test
  void theFirstStepsAndTheLastAreThoseOfTheLesson() {
    assertEquals(30, OUTCOME.number("loss/epoch-0"));
    assertEquals(-30, OUTCOME.number("dw/epoch-0"));
    assertEquals(-10, OUTCOME.number("db/epoch-0"));
    double w = 0;
    double b = 0;
    for (int epoch = 1; epoch <= 100; epoch++) {
      double dw = 0;
      double db = 0;
      for (int x = 1; x <= 4; x++) {
        dw += 2.0 / 4 * (w * x + b - 2 * x) * x;
        db += 2.0 / 4 * (w * x + b - 2 * x);
      }
      w -= 0.01 * dw;
      b -= 0.01 * db;
      if (OUTCOME.numbers().containsKey("w/epoch-" + epoch)) {
        assertEquals(w, OUTCOME.number("w/epoch-" + epoch), 1e-5, "w after epoch " + epoch);
        assertEquals(b, OUTCOME.number("b/epoch-" + epoch), 1e-5, "b after epoch " + epoch);
      }
    }
    assertEquals(0.3f, OUTCOME.number("w/epoch-1"), 1e-7);
    assertEquals(1.8463, OUTCOME.number("w/epoch-100"), 5e-5);
    assertEquals(0.4518, OUTCOME.number("b/epoch-100"), 5e-5);
  }

  @Test
  void smallBatchesFindTheLineBehindTheNoise() {
    assertEquals(2, OUTCOME.number("noisy/w"), 0.15);
    assertEquals(1, OUTCOME.number("noisy/b"), 0.1);
  }
}
