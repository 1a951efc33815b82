package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class WithDropoutTest {
  @Test
  void theMoreIsDroppedTheLessIsLearnedByHeart() {
    Outcome outcome = new WithDropout().run(Setup.on("cpu").quickly());
    double last = 0;
    for (String rate : new String[] {"0", "0.1", "0.3", "0.5"}) {
      double loss = outcome.number("loss/train/rate-" + rate);
      assertTrue(loss > last, "training loss with " + rate + " dropped: " + loss);
      last = loss;
    }
    assertTrue(gap(outcome, "0.5") < gap(outcome, "0"), "the gap to the test images closes");
  }

  private static double gap(Outcome outcome, String rate) {
    return outcome.number("accuracy/train/rate-" + rate)
        - outcome.number("accuracy/test/rate-" + rate);
  }
}
