package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradus.optim.Sgd;
import org.junit.jupiter.api.Test;

final class OptimizerPathsTest {
  private final Outcome outcome = new OptimizerPaths().run(Setup.on("cpu").quickly());

  @Test
  void momentumGoesFurtherThanPlainDescentAlongAValley() {
    for (String surface : new String[] {"quadratic", "rosenbrock"}) {
      double plain = outcome.number("height/" + surface + "/sgd");
      double momentum = outcome.number("height/" + surface + "/momentum");
      assertTrue(momentum < plain / 5, surface + ": " + momentum + ", without " + plain);
    }
  }

  @Test
  void everyOptimizerComesDownEverySurface() {
    double[] starts = {94.5, 24.2, 41.25}; // the heights where the walks begin
    for (Surface surface : Surface.values()) {
      for (String name : OptimizerPaths.NAMES) {
        String key = "height/" + surface.key() + "/" + name;
        assertTrue(outcome.number(key) < starts[surface.ordinal()] / 5, key);
      }
    }
  }

  @Test
  void walksBeginWhereTheyShouldAndTheLowestPointsAreLowest() {
    double[] starts = {94.5, 24.2, 41.25};
    for (Surface surface : Surface.values()) {
      Setup setup = Setup.on("cpu");
      SurfaceWalk walk = SurfaceWalk.best(setup, surface, new Sgd(1), 1, new double[] {1e-9});
      assertEquals(starts[surface.ordinal()], walk.heights().getFirst(), 1e-4, surface.title());
      assertEquals(surface.start()[0], walk.x().getFirst(), 1e-6);
      assertEquals(surface.start()[1], walk.y().getFirst(), 1e-6);
      assertEquals(0, surface.distance(surface.lowest()));
    }
  }

  @Test
  void adamBeatsPlainDescentAtTheirUsualRates() {
    double sgd = outcome.number("loss/images/sgd");
    double adam = outcome.number("loss/images/adam");
    assertTrue(adam < sgd / 1.3, "Adam " + adam + ", SGD " + sgd);
    assertTrue(outcome.number("accuracy/adam/rate-0.01") > 0.7);
    assertTrue(outcome.number("accuracy/sgd/rate-0.0001") < 0.3, "much too low a rate for SGD");
  }
}
