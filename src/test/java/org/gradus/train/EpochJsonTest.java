package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradus.io.DataException;
import org.junit.jupiter.api.Test;

final class EpochJsonTest {
  private static final Evaluation TEST = new Evaluation(0.1 + 0.2, 1.0 / 3, 30);
  private static final Epoch EPOCH = new Epoch(4, Math.PI, 0.5, null, TEST, 1e-3, 1e6);

  @Test
  void aLineHasTheFieldsInTheirOrder() {
    assertEquals(
        "{\"epoch\":4,\"train_loss\":3.141592653589793,\"train_accuracy\":0.5,"
            + "\"test_loss\":0.30000000000000004,\"test_accuracy\":0.3333333333333333,"
            + "\"seconds\":0.001,\"samples_per_second\":1000000.0}",
        EpochJson.write(EPOCH));
  }

  @Test
  void readingGivesTheSameBits() {
    assertEquals(EPOCH, EpochJson.read("here", EpochJson.write(EPOCH), 0, 30));
    Epoch both = new Epoch(1, 0.5, 0.5, TEST, TEST, 1, 1);
    assertEquals(both, EpochJson.read("here", EpochJson.write(both), 30, 30));
  }

  @Test
  void theLearningRateAndTheWeightsAreThereWhereTheyAreKnown() {
    Epoch known = new Epoch(4, Math.PI, 0.5, null, TEST, 1e-3, 1e6, null, 0.1 / 3, Weights.EMA);
    String line = EpochJson.write(known);
    assertTrue(line.endsWith(",\"lr\":0.03333333333333333,\"weights\":\"ema\"}"), line);
    assertEquals(known, EpochJson.read("here", line, 0, 30));
    String older = EpochJson.write(EPOCH);
    assertTrue(Double.isNaN(EpochJson.read("here", older, 0, 30).learningRate()));
  }

  @Test
  void infinityIsNull() {
    Epoch epoch =
        new Epoch(1, 0.5, 0.5, null, new Evaluation(Double.POSITIVE_INFINITY, 0, 3), 1, 1);
    assertEquals(
        "{\"epoch\":1,\"train_loss\":0.5,\"train_accuracy\":0.5,\"test_loss\":null,"
            + "\"test_accuracy\":0.0,\"seconds\":1.0,\"samples_per_second\":1.0}",
        EpochJson.write(epoch));
  }

  @Test
  void aLineThatIsNoneIsNamed() {
    Exception e =
        assertThrows(DataException.class, () -> EpochJson.read("a.jsonl", "{\"epoch\":1}", 0, 0));
    assertEquals("a.jsonl is no line of metrics: {\"epoch\":1}", e.getMessage());
    assertThrows(DataException.class, () -> EpochJson.read("a.jsonl", "{\"epo", 0, 0));
    assertThrows(DataException.class, () -> EpochJson.read("a.jsonl", "{}", 0, 0));
  }
}
