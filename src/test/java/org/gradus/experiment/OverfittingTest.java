package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class OverfittingTest {
  @Test
  void earlyStoppingKeepsTheBestEpochOfATrainingThatOverfits() {
    Outcome outcome = new Overfitting().run(Setup.on("cpu").quickly());
    double least = outcome.number("loss/best");
    double last = outcome.number("loss/validation/none");
    assertTrue(last > 1.1 * least, "validation loss rises: from " + least + " to " + last);
    double first = outcome.number("loss/train/first");
    assertTrue(outcome.number("loss/train/none") < first / 4, "while the training loss falls");
    // until it stops it is the same training, bit for bit
    assertEquals(least, outcome.number("loss/validation/early-stopping"));
    assertEquals(outcome.number("epoch/best"), outcome.number("epoch/kept/early-stopping"));
    assertTrue(outcome.number("epochs/early-stopping") < outcome.number("epochs/none"));
    for (String key : new String[] {"early-stopping", "weight-decay", "dropout"}) {
      double loss = outcome.number("loss/test/" + key);
      double nothing = outcome.number("loss/test/none");
      assertTrue(loss < nothing, key + " " + loss + ", nothing " + nothing);
    }
    double alone = outcome.number("loss/test/members");
    double together = outcome.number("loss/test/ensemble");
    assertTrue(together < alone, "together " + together + ", alone " + alone);
    // what a stopped training leaves in its folder is its best epoch
    double kept = outcome.number("loss/test/early-stopping");
    assertEquals(kept, outcome.number("loss/test/first-member"));
  }
}
