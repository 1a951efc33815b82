package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class LearningRateTest {
  private static final Outcome OUTCOME = new LearningRate().run(Setup.on("cpu").quickly());

  @Test
  void onTheCurveTooHighRatesJumpOverTheMinimum() {
    assertEquals(10 * Math.pow(0.9998, 20), OUTCOME.number("x/rate-0.0001"), 1e-4);
    assertEquals(10 * Math.pow(0.8, 20), OUTCOME.number("x/rate-0.1"), 1e-5);
    assertEquals(0, OUTCOME.number("x/rate-0.5"), 1e-6);
    assertEquals(10, OUTCOME.number("x/rate-1"), 1e-4); // after an even number of steps
    assertEquals(10 * Math.pow(1.2, 20), OUTCOME.number("x/rate-1.1"), 1e-2);
  }

  @Test
  void aTenthLearnsWhereATenThousandthHardlyDoes() {
    double low = OUTCOME.number("accuracy/rate-0.0001");
    double right = OUTCOME.number("accuracy/rate-0.1");
    double high = OUTCOME.number("accuracy/rate-10");
    assertTrue(right > 0.6, "rate 0.1: " + right);
    assertTrue(low < right - 0.4, "rate 0.0001: " + low);
    assertTrue(!(high > 0.3), "rate 10: " + high); // it may have stopped
  }
}
