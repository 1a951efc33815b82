package org.gradus.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  @Test
  void drawsTheElementsInOrder() {
    RandomStream random = new RandomStream(3, 4, 5);
    for (int i = 0; i < 10; i++) {
      assertEquals(Philox.uniform(3, 4, 5, i), random.nextUniform());
    }
  }

  @Test
  void normalsAreTheElementsInOrder() {
    RandomStream random = new RandomStream(3, 4, 5);
    for (int i = 0; i < 10; i++) {
      assertEquals(Philox.normal(3, 4, 5, i), (float) random.nextNormal());
    }
  }

  @Test
  void stepsAndStreamsDiffer() {
    assertNotEquals(new RandomStream(1, 2, 3).nextWord(), new RandomStream(1, 2, 4).nextWord());
    assertNotEquals(new RandomStream(1, 2, 3).nextWord(), new RandomStream(1, 3, 3).nextWord());
    assertEquals(new RandomStream(1, 2).nextWord(), new RandomStream(1, 2, 0).nextWord());
  }

  @Test
  void boundedIntegersAreEvenlySpread() {
    RandomStream random = new RandomStream(11, 0);
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[random.nextInt(7)]++;
    }
    for (int count : counts) {
      assertEquals(10_000, count, 4 * Math.sqrt(70_000 * 6.0 / 49));
    }
  }

  @Test
  void largeBoundsRejectWhatWouldBeUneven() {
    // 3 * 2^29 does not divide 2^32, so a plain modulus would favour the low two thirds.
    int bound = 3 << 29;
    RandomStream random = new RandomStream(12, 0);
    int low = 0;
    for (int i = 0; i < 30_000; i++) {
      int value = random.nextInt(bound);
      assertFalse(value < 0 || value >= bound);
      low += value < 1 << 29 ? 1 : 0;
    }
    assertEquals(10_000, low, 4 * Math.sqrt(30_000 * 2.0 / 9));
  }

  @Test
  void boundMustBePositive() {
    Exception error =
        assertThrows(IllegalArgumentException.class, () -> new RandomStream(1, 1).nextInt(0));
    assertEquals("nextInt: bound must be positive, got 0", error.getMessage());
  }

  @Test
  void permutationHoldsEveryNumberOnce() {
    int[] order = new RandomStream(1, 1).permutation(1000);
    assertFalse(Arrays.equals(order, new RandomStream(1, 1, 1).permutation(1000)));
    assertArrayEquals(order, new RandomStream(1, 1).permutation(1000));
    Arrays.sort(order);
    for (int i = 0; i < order.length; i++) {
      assertEquals(i, order[i]);
    }
  }

  @Test
  void namesGiveStableStreams() {
    assertEquals(Streams.of("shuffle"), Streams.of("shuffle"));
    assertNotEquals(Streams.of("dropout1"), Streams.of("dropout2"));
    assertEquals(0x731a0468, Streams.of("shuffle"), "seeded results depend on it");
  }
}
