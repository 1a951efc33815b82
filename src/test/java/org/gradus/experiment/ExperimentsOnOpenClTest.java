package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.Test;

final class ExperimentsOnOpenClTest {
  @Test
  void whatIsComputedByHandIsTheSameThere() {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    List<Experiment> byHand = List.of(new LinearRegression(), new Neuron());
    for (Experiment experiment : byHand) {
      Outcome here = experiment.run(Setup.on("cpu").quickly());
      Outcome there = experiment.run(Setup.on("opencl").quickly());
      assertEquals(here.numbers().keySet(), there.numbers().keySet());
      for (Map.Entry<String, Double> number : here.numbers().entrySet()) {
        double expected = number.getValue();
        String what = experiment.name() + " " + number.getKey();
        double bound = 1e-4 * Math.max(1, Math.abs(expected));
        assertEquals(expected, there.number(number.getKey()), bound, what);
      }
    }
  }

  @Test
  void networksLearnAsMuchThere() {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    Outcome rings = new NoActivation().run(Setup.on("opencl").quickly());
    assertTrue(rings.number("accuracy/three-layers") < 0.7, rings.finding());
    assertTrue(rings.number("accuracy/three-layers-relu") > 0.98, rings.finding());
  }
}
