package org.gradus.data;

import static org.gradus.data.DatasetTest.assertMessage;
import static org.gradus.data.DatasetTest.numbered;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final Scaling RAW = Scaling.of(Scaling.Kind.RAW, new float[] {0}, new float[] {1});

  @Test
  void trainingDropsTheTail() {
    Batches batches = Batches.training(numbered(10), RAW, 4, 1);
    assertEquals(2, batches.count());
    assertEquals(8, batches.samples());
    assertEquals(4, batches.size(1));
  }

  @Test
  void trainingOnLessThanABatchUsesAll() {
    Batches batches = Batches.training(numbered(3), RAW, 4, 1);
    assertEquals(1, batches.count());
    assertEquals(3, batches.batchSize());
    assertEquals(3, batches.samples());
  }

  @Test
  void evaluationLosesNoSample() {
    Batches batches = Batches.evaluation(numbered(10), RAW, 4);
    assertEquals(3, batches.count());
    assertEquals(10, batches.samples());
    assertEquals(2, batches.size(2));
    float[] features = new float[8];
    int[] labels = new int[4];
    batches.fill(2, features, labels);
    assertArrayEquals(new float[] {8, 108, 9, 109, 0, 0, 0, 0}, features);
    assertArrayEquals(new int[] {2, 0, 0, 0}, labels);
  }

  @Test
  void evaluationInBatchesThatFitExactly() {
    assertEquals(2, Batches.evaluation(numbered(8), RAW, 4).count());
    assertEquals(4, Batches.evaluation(numbered(8), RAW, 4).size(1));
  }

  @Test
  void orderFollowsSeedAndEpoch() {
    Batches batches = Batches.training(numbered(20), RAW, 5, 1);
    int[] first = order(batches);
    batches.startEpoch(1);
    int[] second = order(batches);
    batches.startEpoch(0);
    assertArrayEquals(first, order(batches));
    assertFalse(Arrays.equals(first, second));
    assertFalse(Arrays.equals(first, order(Batches.training(numbered(20), RAW, 5, 2))));
    Arrays.sort(second);
    for (int i = 0; i < 20; i++) {
      assertEquals(i, second[i]);
    }
  }

  @Test
  void theOrderOfSeedOneIsKept() {
    // A resumed run must see what the first run would have seen: this order never changes.
    Batches batches = Batches.training(numbered(6), RAW, 6, 1);
    assertArrayEquals(new int[] {0, 1, 4, 5, 2, 3}, order(batches));
  }

  @Test
  void fillScalesRowsOfTheirSamples() {
    Scaling scaling = Scaling.of(Scaling.Kind.UNIT, new float[] {100}, new float[] {0.5f});
    Batches batches = Batches.training(numbered(9), scaling, 3, 5);
    float[] features = new float[6];
    int[] labels = new int[3];
    batches.fill(1, features, labels);
    for (int row = 0; row < 3; row++) {
      int sample = batches.sample(1, row);
      assertEquals((sample - 100) / 2f, features[2 * row]);
      assertEquals(sample / 2f, features[2 * row + 1]);
      assertEquals(sample % 3, labels[row]);
    }
  }

  @Test
  void fillScalesFloatsPerFeature() {
    Dataset data =
        Dataset.ofFloats(
            "f", new float[] {1, 2, 3, 4}, Shape.of(2), new int[] {0, 1}, List.of("a", "b"));
    Scaling scaling =
        Scaling.of(Scaling.Kind.STANDARDISED, new float[] {1, 2}, new float[] {10, 100});
    float[] features = new float[4];
    Batches.evaluation(data, scaling, 2).fill(0, features, new int[2]);
    assertArrayEquals(new float[] {0, 0, 20, 200}, features);
  }

  @Test
  void badRequests() {
    assertMessage(
        "batch size must be at least 1, got 0", () -> Batches.training(numbered(3), RAW, 0, 1));
    assertMessage(
        "numbered: holds no samples",
        () -> Batches.evaluation(numbered(3).subset(new int[0]), RAW, 1));
    assertMessage(
        "scaling: made for samples of 3 features, got 2",
        () ->
            Batches.training(
                numbered(3),
                Scaling.of(Scaling.Kind.STANDARDISED, new float[3], new float[3]),
                1,
                1));
  }

  private static int[] order(Batches batches) {
    int[] order = new int[batches.samples()];
    for (int i = 0; i < order.length; i++) {
      order[i] = batches.sample(i / batches.batchSize(), i % batches.batchSize());
    }
    return order;
  }
}
