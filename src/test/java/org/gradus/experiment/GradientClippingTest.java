package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class GradientClippingTest {
  private final Outcome outcome = new GradientClipping().run(Setup.on("cpu").quickly());

  @Test
  void clippingRescuesANetworkThatExplodes() {
    assertTrue(outcome.number("loss/highest/none") > 1e6, "it explodes without");
    double without = outcome.number("accuracy/none");
    assertTrue(Double.isNaN(without) || without < 0.2, "without " + without);
    assertTrue(outcome.number("accuracy/norm-1") > 0.4, "with norm 1");
    assertTrue(outcome.number("loss/highest/norm-1") < 1000, "nor does its loss jump");
    assertEquals(0, outcome.number("failed/norm-1"));
  }

  @Test
  void bothFormsAndValuesClipAsTheirRulesSay() {
    vector("norm-10/norm-10", 6, 8);
    vector("norm-10/norm-50", 6, 8);
    vector("by-norm-10/norm-10", 6, 8);
    vector("by-norm-10/norm-50", 0.6, 0.8);
    vector("value-10/norm-10", 6, 8);
    vector("value-10/norm-50", 10, 10);
    String rule = "(30, 40) becomes (6, 8) if it is scaled to the limit, (0.6, 0.8) if";
    assertTrue(outcome.finding().contains(rule), outcome.finding());
  }

  private void vector(String key, double x, double y) {
    assertEquals(x, outcome.number("vector/" + key + "/x"), 2e-6, key);
    assertEquals(y, outcome.number("vector/" + key + "/y"), 2e-6, key);
  }
}
