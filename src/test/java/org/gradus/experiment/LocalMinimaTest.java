package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class LocalMinimaTest {
  private static final Outcome OUTCOME = new LocalMinima().run(Setup.on("cpu").quickly());

  @Test
  void startsEndInDifferentMinima() {
    assertEquals(7, OUTCOME.number("curve/minima"));
    assertEquals(-0.962, OUTCOME.number("curve/best"), 1e-3);
    double share = OUTCOME.number("curve/share-of-best");
    assertTrue(share > 0.1 && share < 0.3, "share " + share);
  }

  @Test
  void restartsHelpWhereMoreStepsDoNot() {
    double solved = OUTCOME.number("xor/solved");
    assertTrue(solved > 0.2 && solved < 0.8, "solved " + solved);
    assertTrue(OUTCOME.number("xor/stalled") > 0.2, "stalled " + OUTCOME.number("xor/stalled"));
    double restarts = OUTCOME.number("xor/solved-with-restarts");
    assertTrue(restarts > solved + 0.15, "with restarts " + restarts);
  }
}
