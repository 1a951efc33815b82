package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class InputScalingTest {
  @Test
  void rawInputsStopWhatScaledOnesLearn() {
    Outcome outcome = new InputScaling().run(Setup.on("cpu").quickly());
    double raw = outcome.number("accuracy/raw/rate-0.1");
    assertTrue(Double.isNaN(raw) || raw < 0.2, "raw " + raw);
    double unit = outcome.number("accuracy/unit/rate-0.1");
    assertTrue(unit > 0.5, "in [0, 1] " + unit);
    double standardised = outcome.number("accuracy/standardised/rate-0.1");
    assertTrue(standardised > 0.6, "standardised " + standardised);
  }
}
