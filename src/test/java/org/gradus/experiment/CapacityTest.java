package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class CapacityTest {
  @Test
  void largeNetworksLearnFewImagesByHeartAndManyWell() {
    Outcome outcome = new Capacity().run(Setup.on("cpu").quickly());
    assertEquals(1, outcome.number("accuracy/train/units-512/images-100"));
    double few = outcome.number("accuracy/test/units-512/images-100");
    assertTrue(few < 0.7, "by heart is not enough: " + few);
    double many = outcome.number("accuracy/test/units-512/images-1000");
    assertTrue(many > few + 0.15, "with more images " + many);
    double small = outcome.number("accuracy/train/units-2/images-1000");
    assertTrue(small < 0.5, "two units cannot: " + small);
  }
}
