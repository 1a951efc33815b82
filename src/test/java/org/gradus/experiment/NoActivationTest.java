package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class NoActivationTest {
  @Test
  void layersWithoutActivationsAreOneLayer() {
    Outcome outcome = new NoActivation().run(Setup.on("cpu").quickly());
    double one = outcome.number("accuracy/one-layer");
    double three = outcome.number("accuracy/three-layers");
    double relu = outcome.number("accuracy/three-layers-relu");
    assertTrue(one < 0.7, "one layer " + one);
    assertTrue(three < 0.7, "three layers " + three);
    assertTrue(relu > 0.98, "with ReLU " + relu);
    double apart = outcome.number("collapsed/apart");
    assertTrue(apart < 1e-5, "apart " + apart);
  }
}
