package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class BatchSizeTest {
  @Test
  void smallBatchesStepMoreOftenAndSpreadMore() {
    Outcome outcome = new BatchSize().run(Setup.on("cpu").quickly());
    assertEquals(384, outcome.number("steps/batch-8"));
    assertEquals(6, outcome.number("steps/batch-512"));
    double small = outcome.number("loss/batch-8");
    double large = outcome.number("loss/batch-512");
    assertTrue(small < large / 2, "loss " + small + " with 8, " + large + " with 512");
    double spread = outcome.number("spread/batch-8");
    assertTrue(spread > 3 * outcome.number("spread/batch-512"), "spread " + spread);
  }
}
