package org.gradus.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gradus.io.DataException;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DatasetTest {
  /** Sample i has the values i, 100 + i and label i % 3. */
  static Dataset numbered(int size) {
    byte[] features = new byte[2 * size];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      features[2 * i] = (byte) i;
      features[2 * i + 1] = (byte) (100 + i);
      labels[i] = i % 3;
    }
    return Dataset.ofBytes("numbered", features, Shape.of(2), labels, Dataset.numberedClasses(3));
  }

  @Test
  void limitTakesTheFirstSamples() {
    Dataset all = numbered(9);
    Dataset some = all.limit(4);
    assertEquals(4, some.size());
    assertEquals(103, some.value(3, 1));
    assertSame(all, all.limit(100));
  }

  @Test
  void subsetTakesSamplesInTheGivenOrder() {
    Dataset some = numbered(9).subset(new int[] {7, 2});
    assertEquals(2, some.size());
    assertEquals(7, some.value(0, 0));
    assertEquals(102, some.value(1, 1));
    assertEquals(1, some.label(0));
    assertEquals(2, some.label(1));
  }

  @Test
  void subsetOfFloats() {
    Dataset data =
        Dataset.ofFloats(
            "f", new float[] {0.5f, 1.5f, -2}, Shape.of(1), new int[] {0, 1, 0}, List.of("a", "b"));
    Dataset some = data.subset(new int[] {2, 1});
    assertEquals(-2, some.value(0, 0));
    assertEquals(1.5f, some.value(1, 0));
    assertEquals(List.of("a", "b"), some.classNames());
  }

  @Test
  void splitPartsShareNoSampleAndFollowTheSeed() {
    Dataset all = numbered(50);
    DataSplit split = all.split(0.2, 7);
    assertEquals(40, split.train().size());
    assertEquals(10, split.test().size());
    assertEquals(values(split.test()), values(all.split(0.2, 7).test()));
    assertFalse(values(split.test()).equals(values(all.split(0.2, 8).test())));
    Set<Float> union = values(split.train());
    union.addAll(values(split.test()));
    assertEquals(50, union.size());
  }

  @Test
  void splitGivesBothPartsASample() {
    assertEquals(1, numbered(3).split(0.01, 1).test().size());
    assertEquals(1, numbered(3).split(0.99, 1).train().size());
  }

  @Test
  void labelOutOfRange() {
    assertMessage(
        "labels.idx: label 4 at index 1 is not one of the 3 classes 0..2",
        () ->
            Dataset.ofBytes(
                "labels.idx",
                new byte[2],
                Shape.of(1),
                new int[] {0, 4},
                Dataset.numberedClasses(3)));
  }

  @Test
  void featureCountMustFit() {
    assertMessage(
        "f: 2 labels of samples [3] need 6 values, found 5",
        () ->
            Dataset.ofFloats(
                "f", new float[5], Shape.of(3), new int[2], Dataset.numberedClasses(1)));
  }

  @Test
  void badRequests() {
    Dataset data = numbered(5);
    assertMessage("numbered: a limit must be at least 1 sample, got 0", () -> data.limit(0));
    assertMessage("numbered: a part must be between 0 and 1, got 1.0", () -> data.split(1, 1));
    assertMessage(
        "numbered: a part must be between 0 and 1, got NaN", () -> data.split(Double.NaN, 1));
    assertMessage("numbered: cannot split 1 samples in two", () -> data.limit(1).split(0.5, 1));
  }

  static void assertMessage(String expected, Executable action) {
    assertEquals(expected, assertThrows(DataException.class, action).getMessage());
  }

  private static Set<Float> values(Dataset data) {
    Set<Float> values = new HashSet<>();
    for (int i = 0; i < data.size(); i++) {
      values.add(data.value(i, 0));
    }
    return values;
  }

  @Test
  void theChecksumTellsEveryChange() {
    Shape pixel = Shape.of(1);
    List<String> names = List.of("a", "b");
    byte[] bytes = new byte[40_000];
    float[] floats = new float[40_000]; // more than a chunk
    int[] labels = new int[40_000];
    String ofBytes = Dataset.ofBytes("x", bytes, pixel, labels, names).checksum();
    String ofFloats = Dataset.ofFloats("x", floats, pixel, labels, names).checksum();
    assertEquals(ofBytes, Dataset.ofBytes("y", bytes, pixel, labels, names).checksum());
    assertNotEquals(ofBytes, ofFloats);
    for (int at : new int[] {0, 16_383, 16_384, 39_999}) {
      bytes[at] = 1;
      assertNotEquals(ofBytes, Dataset.ofBytes("x", bytes, pixel, labels, names).checksum());
      bytes[at] = 0;
      floats[at] = Float.MIN_VALUE;
      assertNotEquals(ofFloats, Dataset.ofFloats("x", floats, pixel, labels, names).checksum());
      floats[at] = 0;
      labels[at] = 1;
      assertNotEquals(ofFloats, Dataset.ofFloats("x", floats, pixel, labels, names).checksum());
      labels[at] = 0;
    }
    List<String> others = List.of("a", "c");
    assertNotEquals(ofBytes, Dataset.ofBytes("x", bytes, pixel, labels, others).checksum());
    Dataset limited = Dataset.ofBytes("x", bytes, pixel, labels, names).limit(10);
    int[] first = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    assertEquals(limited.subset(first).checksum(), limited.checksum());
  }
}
