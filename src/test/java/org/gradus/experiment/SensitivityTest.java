package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SensitivityTest {
  @Test
  void sigmoidsDampenChangesOfEarlyWeightsAndReluDoesNot() {
    Outcome outcome = new Sensitivity().run(Setup.on("cpu").quickly());
    double sigmoid = share(outcome, "sigmoid");
    double tanh = share(outcome, "tanh");
    double relu = share(outcome, "relu");
    assertTrue(sigmoid < 1e-3, "sigmoid " + sigmoid);
    assertTrue(tanh > 0.02, "tanh " + tanh);
    assertTrue(relu > 0.02, "relu " + relu);
  }

  /** What a weight of the first layer does, in terms of what one of the last does. */
  private static double share(Outcome outcome, String activation) {
    return outcome.number("change/%s/layer-1".formatted(activation))
        / outcome.number("change/%s/layer-8".formatted(activation));
  }
}
