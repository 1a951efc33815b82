package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class InitCompareTest {
  private static final double GUESSING = Math.log(10);

  private static final Outcome OUTCOME = new InitCompare().run(Setup.on("cpu").quickly());

  @Test
  void zerosStallWhateverTheActivation() {
    for (String activation : new String[] {"sigmoid", "tanh", "relu"}) {
      double loss = OUTCOME.number("loss/%s/zeros".formatted(activation));
      assertEquals(GUESSING, loss, 0.02, activation); // it wavers by what the classes' shares do
      assertEquals(1, OUTCOME.number("stalled/%s/zeros".formatted(activation)), activation);
      assertEquals(0.1, OUTCOME.number("accuracy/%s/zeros".formatted(activation)), 0.03);
      assertEquals(0, OUTCOME.number("gradient/%s/zeros/first".formatted(activation)));
    }
  }

  @Test
  void heKeepsTheVarianceOfReluAndXavierHalvesItInEachLayer() {
    double he = OUTCOME.number("passed-on/relu/he");
    double xavier = OUTCOME.number("passed-on/relu/xavier_normal");
    assertTrue(he > 0.1 && he < 10, "He " + he);
    // 18 layers from the first to the last hidden one, each of which keeps about half.
    assertEquals(-18, Math.log(xavier / he) / Math.log(2), 1e-3);
  }

  @Test
  void heBeatsXavierOnADeepReluNetwork() {
    double he = OUTCOME.number("loss/relu/he");
    double xavier = OUTCOME.number("loss/relu/xavier_normal");
    assertTrue(he < xavier - 0.2, "loss: He " + he + ", Xavier " + xavier);
    double more = OUTCOME.number("accuracy/relu/he");
    double less = OUTCOME.number("accuracy/relu/xavier_normal");
    assertTrue(more > less + 0.1, "accuracy: He " + more + ", Xavier " + less);
    assertEquals(0, OUTCOME.number("stalled/relu/he"));
  }

  @Test
  void xavierSuitsTanh() {
    double xavier = OUTCOME.number("accuracy/tanh/xavier_normal");
    assertTrue(xavier > 0.5, "Xavier " + xavier);
    assertTrue(xavier > OUTCOME.number("accuracy/tanh/small_normal") + 0.3, "small normal");
  }
}
