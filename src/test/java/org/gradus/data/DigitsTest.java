package org.gradus.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.gradus.io.DataException;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.random.Streams;
import org.junit.jupiter.api.Test;

class DigitsTest {
  private static final int PIXELS = 28 * 28;

  @Test
  void theUsualSetIsTheSameEverywhere() {
    DataSplit digits = Digits.load();
    assertEquals(20_000, digits.train().size());
    assertEquals(4_000, digits.test().size());
    assertEquals(Shape.of(28, 28), digits.train().sampleShape());
    assertEquals(DType.U8, digits.train().dtype());
    assertEquals(10, digits.train().classCount());
    // Recorded results depend on these pixels: change them and every figure must be taken anew.
    assertEquals("cc1e57ed", Long.toHexString(checksum(digits.train())));
    assertEquals("321dc4b2", Long.toHexString(checksum(digits.test())));
  }

  @Test
  void aSmallerSetIsTheBeginningOfALargerOne() {
    byte[] many = pixels(Digits.load(1, 1000, 1).train());
    byte[] few = pixels(Digits.load(1, 130, 1).train());
    assertArrayEquals(few, Arrays.copyOf(many, few.length));
  }

  @Test
  void threadsDrawWhatOneWriterDraws() {
    byte[] drawn = pixels(Digits.load(9, 1000, 1).train());
    byte[] alone = new byte[drawn.length];
    DigitWriter writer = new DigitWriter(9, Streams.of("digits/train"));
    for (int i = 999; i >= 0; i--) {
      writer.write(i, i % 10, alone, i * PIXELS);
    }
    assertArrayEquals(alone, drawn);
  }

  @Test
  void seedsAndPartsDiffer() {
    DataSplit one = Digits.load(1, 10, 10);
    assertFalse(Arrays.equals(pixels(one.train()), pixels(one.test())));
    assertFalse(Arrays.equals(pixels(one.train()), pixels(Digits.load(2, 10, 10).train())));
  }

  @Test
  void everyClassIsEquallyFrequentAndEveryImageHoldsInk() {
    Dataset train = Digits.load(3, 2000, 1).train();
    int[] counts = new int[10];
    for (int i = 0; i < train.size(); i++) {
      counts[train.label(i)]++;
      int bright = 0;
      for (int p = 0; p < PIXELS; p++) {
        bright += train.value(i, p) > 100 ? 1 : 0;
      }
      assertTrue(bright >= 8 && bright < PIXELS / 2, "image " + i + ": bright pixels " + bright);
    }
    for (int count : counts) {
      assertEquals(200, count);
    }
  }

  @Test
  void aSetNeedsSamples() {
    assertEquals(
        "digits/train: the number of samples must be at least 1, got 0",
        assertThrows(DataException.class, () -> Digits.load(1, 0, 10)).getMessage());
  }

  private static byte[] pixels(Dataset data) {
    byte[] bytes = data.bytes();
    if (bytes == null) {
      throw new AssertionError("digits are bytes");
    }
    return bytes;
  }

  private static long checksum(Dataset data) {
    CRC32 checksum = new CRC32();
    checksum.update(pixels(data));
    return checksum.getValue();
  }
}
