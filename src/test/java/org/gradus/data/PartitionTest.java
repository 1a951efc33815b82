package org.gradus.data;

import static org.gradus.data.DatasetTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartitionTest {
  /** Sample i has the value i; the classes have as many samples as {@code sizes} says, mixed. */
  static Dataset classes(int... sizes) {
    int size = Arrays.stream(sizes).sum();
    int[] left = sizes.clone();
    int[] labels = new int[size];
    float[] values = new float[size];
    int label = 0;
    for (int i = 0; i < size; i++) {
      while (left[label % sizes.length] == 0) {
        label++;
      }
      labels[i] = label++ % sizes.length;
      left[labels[i]]--;
      values[i] = i;
    }
    List<String> names = Dataset.numberedClasses(sizes.length);
    return Dataset.ofFloats("mixed", values, Shape.of(1), labels, names);
  }

  private static Set<Integer> samples(Dataset data) {
    Set<Integer> samples = new TreeSet<>();
    float before = -1;
    for (int i = 0; i < data.size(); i++) {
      assertTrue(data.value(i, 0) > before, "the order is kept");
      before = data.value(i, 0);
      samples.add((int) before);
    }
    return samples;
  }

  @Test
  void stratifiedPartsHaveEachClassesShare() {
    DataSplit split = Partition.STRATIFIED.split(classes(70, 20, 10), 0.2, 3);
    assertArrayEquals(new int[] {56, 16, 8}, ClassWeights.counts(split.train()));
    assertArrayEquals(new int[] {14, 4, 2}, ClassWeights.counts(split.test()));
  }

  @Test
  void whatIsLeftComesFromTheClassesThatWereRoundedMost() {
    // Shares 3.5, 1.25 and 0.25 of 5 samples: 3, 1 and 0, and one more of the first class.
    DataSplit split = Partition.STRATIFIED.split(classes(14, 5, 1), 0.25, 1);
    assertArrayEquals(new int[] {4, 1, 0}, ClassWeights.counts(split.test()));
  }

  @ParameterizedTest
  @EnumSource
  void partsShareNoSampleAndFollowTheSeed(Partition partition) {
    Dataset data = classes(30, 15, 5);
    DataSplit split = partition.split(data, 0.3, 7);
    assertEquals(15, split.test().size());
    Set<Integer> all = samples(split.train());
    all.addAll(samples(split.test()));
    assertEquals(50, all.size());
    assertEquals(samples(split.test()), samples(partition.split(data, 0.3, 7).test()));
    assertFalse(samples(split.test()).equals(samples(partition.split(data, 0.3, 8).test())));
  }

  @ParameterizedTest
  @EnumSource
  void bothPartsGetASample(Partition partition) {
    assertEquals(1, partition.split(classes(2, 1), 0.01, 1).test().size());
    assertEquals(1, partition.split(classes(2, 1), 0.99, 1).train().size());
  }

  @ParameterizedTest
  @EnumSource
  void everySampleIsJudgedInOneFoldAndTaughtInTheOthers(Partition partition) {
    Dataset data = classes(30, 15, 8);
    Folds folds = partition.folds(data, 4, 5);
    assertEquals(4, folds.count());
    Set<Integer> judged = new TreeSet<>();
    for (int fold = 0; fold < 4; fold++) {
      DataSplit parts = folds.get(fold);
      assertEquals(fold == 0 ? 14 : 13, parts.test().size());
      Set<Integer> all = samples(parts.train());
      all.addAll(samples(parts.test()));
      assertEquals(53, all.size());
      judged.addAll(samples(parts.test()));
      Dataset again = partition.folds(data, 4, 5).get(fold).test();
      assertEquals(samples(parts.test()), samples(again));
    }
    assertEquals(53, judged.size());
    Dataset other = partition.folds(data, 4, 6).get(0).test();
    assertFalse(samples(folds.get(0).test()).equals(samples(other)));
    assertThrows(IndexOutOfBoundsException.class, () -> folds.get(4));
  }

  @Test
  void stratifiedFoldsHaveEachClassesShare() {
    Folds folds = Partition.STRATIFIED.folds(classes(30, 15, 8), 4, 5);
    for (int fold = 0; fold < 4; fold++) {
      int[] counts = ClassWeights.counts(folds.get(fold).test());
      assertTrue(counts[0] == 7 || counts[0] == 8, Arrays.toString(counts));
      assertTrue(counts[1] == 3 || counts[1] == 4, Arrays.toString(counts));
      assertEquals(2, counts[2]);
    }
  }

  @Test
  void badRequests() {
    Dataset data = classes(6, 3, 0);
    assertMessage(
        "mixed: there must be at least 2 folds, got 1", () -> Partition.PLAIN.folds(data, 1, 1));
    assertMessage(
        "mixed: 9 samples are too few for 10 folds", () -> Partition.PLAIN.folds(data, 10, 1));
    assertMessage(
        "mixed: class '1' has 3 samples, too few for 4 stratified folds",
        () -> Partition.STRATIFIED.folds(data, 4, 1));
    assertMessage(
        "mixed: a part must be between 0 and 1, got 1.0",
        () -> Partition.STRATIFIED.split(data, 1, 1));
    assertMessage(
        "mixed: cannot split 1 samples in two",
        () -> Partition.STRATIFIED.split(data.limit(1), 0.5, 1));
  }

  @Test
  void balancedWeightsMakeClassesCountTheSame() {
    // 100 / (3 n)
    double[] weights = ClassWeights.balanced(classes(50, 40, 10));
    assertArrayEquals(new double[] {2 / 3.0, 5 / 6.0, 10 / 3.0}, weights, 1e-15);
    assertMessage(
        "mixed: class '2' has no samples, so there are no balanced weights",
        () -> ClassWeights.balanced(classes(5, 4, 0)));
  }
}
