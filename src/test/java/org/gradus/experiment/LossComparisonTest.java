package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class LossComparisonTest {
  private final Outcome outcome = new LossComparison().run(Setup.on("cpu").quickly());

  @Test
  void theErrorOfGivenPredictionsIsExact() {
    assertEquals(0.375, outcome.number("mse/given"));
    assertTrue(outcome.finding().contains("a mean squared error of 0.375"), outcome.finding());
  }

  @Test
  void crossEntropyPullsWhereSquaredErrorHasGivenUp() {
    double sigmoid = 1 / (1 + Math.exp(6));
    double crossed = outcome.number("gradient/cross-entropy/logit--6");
    assertEquals(sigmoid - 1, crossed, 1e-6);
    double squared = outcome.number("gradient/mse/logit--6");
    assertEquals(2 * (sigmoid - 1) * sigmoid * (1 - sigmoid), squared, 1e-7);
  }

  @Test
  void classesAreLearnedFasterByCrossEntropy() {
    double crossed = outcome.number("accuracy/cross-entropy/rate-0.1");
    double squared = outcome.number("accuracy/softmax-mse/rate-0.1");
    assertTrue(crossed > squared + 0.3, crossed + " and " + squared);
  }
}
