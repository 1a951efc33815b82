package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SchedulesTest {
  private final Outcome outcome = new Schedules().run(Setup.on("cpu").quickly());

  @Test
  void aRateThatFallsToNothingEndsLowerThanAConstantOne() {
    double constant = outcome.number("loss/constant");
    for (String key : new String[] {"straight-down", "cosine", "one-cycle"}) {
      double loss = outcome.number("loss/" + key);
      assertTrue(loss < constant / 1.5, key + " " + loss + ", constant " + constant);
    }
  }

  @Test
  void ratesEndWhereTheyShould() {
    assertEquals(0.2, outcome.number("rate/constant"), 1e-12);
    assertEquals(0.2 * 0.125, outcome.number("rate/halved-every-quarter"), 1e-12);
    // 4 epochs of 31 steps: the last step is the 124th
    double smooth = 0.2 * Math.pow(0.98, 123.0 / 31);
    assertEquals(smooth, outcome.number("rate/0.98-an-epoch"), 1e-9);
    assertEquals(0.2 / 124, outcome.number("rate/straight-down"), 1e-9);
  }
}
