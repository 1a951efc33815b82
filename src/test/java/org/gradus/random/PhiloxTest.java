package org.gradus.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Philox against the known answers that its authors publish (Random123, {@code kat_vectors},
 * philox4x32 with 10 rounds).
 */
class PhiloxTest {
  @Test
  void zeroCounterAndKey() {
    assertArrayEquals(
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, block(0, 0, 0, 0));
  }

  @Test
  void allOnes() {
    assertArrayEquals(
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, block(-1, -1, -1, -1));
  }

  @Test
  void digitsOfPi() {
    // counter 243f6a88 85a308d3 13198a2e 03707344, key a4093822 299f31d0
    assertArrayEquals(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        block(0x299f31d0_a4093822L, 0x03707344, 0x13198a2e, 0x85a308d3_243f6a88L));
  }

  @Test
  void elementsAreTheWordsOfTheirBlocks() {
    long seed = 0x1234_5678_9abc_def0L;
    int[] filled = new int[11];
    Philox.fill(seed, 5, 9, 3, filled);
    for (int i = 0; i < filled.length; i++) {
      assertEquals(block(seed, 5, 9, 3 + i / 4)[i % 4], filled[i], "element " + i);
      assertEquals(filled[i], Philox.word(seed, 5, 9, 12 + i), "element " + i);
    }
  }

  @Test
  void indexAbove32BitsReachesTheSecondCounterWord() {
    long index = (1L << 35) + 2;
    assertEquals(block(1, 2, 3, index / 4)[2], Philox.word(1, 2, 3, index));
  }

  @Test
  void uniformsStayBelowOne() {
    assertEquals(0f, Philox.toUniform(0));
    assertEquals(1 - Math.ulp(0.5f), Philox.toUniform(-1));
    assertEquals(1 - Math.ulp(0.5), Philox.toUniform(-1, -1));
    assertEquals(0.5, Philox.toUniform(1 << 31, 0));
  }

  @Test
  void normalsArePairedByBoxAndMuller() {
    int a = Philox.word(7, 1, 2, 4);
    int b = Philox.word(7, 1, 2, 5);
    assertEquals((float) Philox.normalCosine(a, b), Philox.normal(7, 1, 2, 4));
    assertEquals((float) Philox.normalSine(a, b), Philox.normal(7, 1, 2, 5));
    assertEquals(5.77, Philox.normalCosine(0, 0), 0.005, "the largest there is");
    assertEquals(0, Math.abs(Philox.normalCosine(-1, 0)), "the smallest: u is exactly 1");
  }

  @Test
  void normalsHaveTheMomentsOfTheNormalDistribution() {
    int n = 100_000;
    double[] moments = new double[5];
    for (int i = 0; i < n; i++) {
      double z = Philox.normal(42, 0, 0, i);
      for (int k = 1; k <= 4; k++) {
        moments[k] += Math.pow(z, k) / n;
      }
    }
    // Standard errors of the k-th sample moment: sqrt(var(z^k) / n), var = 1, 2, 15, 96.
    assertEquals(0, moments[1], 4 * Math.sqrt(1.0 / n));
    assertEquals(1, moments[2], 4 * Math.sqrt(2.0 / n));
    assertEquals(0, moments[3], 4 * Math.sqrt(15.0 / n));
    assertEquals(3, moments[4], 4 * Math.sqrt(96.0 / n));
  }

  @Test
  void uniformsFillTheirBinsEvenly() {
    int n = 160_000;
    int[] bins = new int[16];
    for (int i = 0; i < n; i++) {
      bins[(int) (16 * Philox.uniform(42, 1, 0, i))]++;
    }
    double chiSquare = 0;
    for (int count : bins) {
      chiSquare += Math.pow(count - n / 16.0, 2) / (n / 16.0);
    }
    assertTrue(chiSquare < 37.7, "chi-square with 15 degrees, 0.1 %: " + chiSquare);
  }

  private static int[] block(long seed, int stream, int step, long block) {
    int[] out = new int[4];
    Philox.block(seed, stream, step, block, out);
    return out;
  }
}
