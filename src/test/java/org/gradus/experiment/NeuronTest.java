package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class NeuronTest {
  private static final Outcome OUTCOME = new Neuron().run(Setup.on("cpu").quickly());

  private static final double GUESSING = Math.log(2);

  @Test
  void theLessonsNeuronYieldsFourTenths() {
    assertEquals(0.4, OUTCOME.number("output"), 1e-7); // a float next to 0.4
    assertEquals(1 / (1 + Math.exp(-0.4)), OUTCOME.number("output/sigmoid"), 1e-6);
    assertTrue(OUTCOME.finding().startsWith("1 × 0.2 + 2 × 0.8 + 3 × (-0.5) + 0.1 = 0.4."));
  }

  @Test
  void oneNeuronLearnsAndAndOrButNotXorNorAndWithoutBias() {
    assertEquals(4, OUTCOME.number("right/and"));
    assertEquals(4, OUTCOME.number("right/or"));
    assertEquals(0, OUTCOME.number("right/xor"));
    assertEquals(0, OUTCOME.number("right/and-no-bias"));
    assertTrue(OUTCOME.number("loss/or") < 0.05, "or: " + OUTCOME.number("loss/or"));
    assertEquals(GUESSING, OUTCOME.number("loss/xor"), 1e-4);
    assertEquals(GUESSING, OUTCOME.number("loss/and-no-bias"), 1e-4);
  }
}
