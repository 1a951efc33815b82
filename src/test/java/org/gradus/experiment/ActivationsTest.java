package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradus.nn.Activation;
import org.gradus.report.Plot;
import org.junit.jupiter.api.Test;

final class ActivationsTest {
  private static final Outcome OUTCOME = new Activations().run(Setup.on("cpu").quickly());

  @Test
  void slopesAreThoseOfTheFormulas() {
    assertEquals(0.5, OUTCOME.number("value/sigmoid/0"), 1e-6);
    assertEquals(0.25, OUTCOME.number("slope/sigmoid/most"), 1e-6);
    assertEquals(1, OUTCOME.number("slope/tanh/most"), 1e-6);
    assertEquals(0, OUTCOME.number("slope/relu/least"));
    assertEquals(1, OUTCOME.number("slope/relu/most"));
    assertEquals(0.01f, OUTCOME.number("slope/leaky_relu/least"));
    assertEquals(Math.log(2), OUTCOME.number("value/softplus/0"), 1e-6);
    assertEquals(1 / (2 + Math.E), OUTCOME.number("softmax/first-at-0"), 1e-6);
    assertEquals(Math.pow(0.25, 10), OUTCOME.number("left/sigmoid"), 1e-9);
  }

  @Test
  void eachHasAPicture() {
    long plots = OUTCOME.exhibits().stream().filter(Plot.class::isInstance).count();
    assertEquals(Activation.names().size(), plots);
    assertTrue(plots > 12, "plots " + plots);
  }
}
