package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class GradientDescentTest {
  @Test
  void stepsLeadWhereTheLessonSaysAndSmallBatchesGetFurther() {
    Outcome outcome = new GradientDescent().run(Setup.on("cpu").quickly());
    assertEquals(10, outcome.number("x/step-0"));
    assertEquals(8.0, outcome.number("x/step-1"));
    assertEquals(6.4f, outcome.number("x/step-2"));
    assertEquals(5.12f, outcome.number("x/step-3"));
    for (int i = 1; i <= 20; i++) {
      assertEquals(10 * Math.pow(0.8, i), outcome.number("x/step-" + i), 1e-5, "step " + i);
    }
    double whole = outcome.number("loss/batch-1000");
    double small = outcome.number("loss/batch-32");
    assertTrue(small < whole / 1.5, "whole batches " + whole + ", small ones " + small);
    assertTrue(outcome.finding().contains("8.0, 6.4, 5.12"), outcome.finding());
  }
}
