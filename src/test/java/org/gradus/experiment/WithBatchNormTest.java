package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class WithBatchNormTest {
  @Test
  void batchNormMakesADeepSigmoidNetworkLearn() {
    Outcome outcome = new WithBatchNorm().run(Setup.on("cpu").quickly());
    double without = outcome.number("accuracy/none/rate-0.1");
    double with = outcome.number("accuracy/batch/rate-0.1");
    assertTrue(without < 0.2, "without " + without);
    assertTrue(with > 0.5, "with " + with);
    assertTrue(outcome.finding().contains(Said.percent(with)), outcome.finding());
    assertTrue(kept(outcome, "none") < 0.01, "gradients vanish without");
    assertTrue(kept(outcome, "batch") > 0.3, "and stay with it");
  }

  private static double kept(Outcome outcome, String norm) {
    return outcome.number("gradient/" + norm + "/first-layer")
        / outcome.number("gradient/" + norm + "/last-layer");
  }
}
