package org.gradus.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.gradus.io.DataException;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;

/** How samples are divided at random: without a look at their labels, or class by class. */
public enum Partition {
  /** Every sample is as likely as any other, so that small classes may come out uneven. */
  PLAIN,
  /** Every part has each class's share of the whole, as near as whole samples allow. */
  STRATIFIED;

  private static final int STRATIFIED_STREAM = Streams.of("data/stratified");
  private static final int FOLDS_STREAM = Streams.of("data/folds");

  /**
   * Divides the samples in two, the same way for the same seed; each part keeps the order.
   *
   * <p>Stratified, both parts have as many samples as plainly divided; those that are left when
   * each class has given its share rounded down come from the classes that were rounded most.
   *
   * @param fraction the test part's share, between 0 and 1; both parts get at least one sample
   * @throws DataException if the fraction is not between 0 and 1 or there are fewer than 2 samples
   */
  public DataSplit split(Dataset data, double fraction, long seed) {
    return switch (this) {
      case PLAIN -> data.split(fraction, seed);
      case STRATIFIED -> stratified(data, fraction, seed);
    };
  }

  private static DataSplit stratified(Dataset data, double fraction, long seed) {
    int wanted = testSize(data, fraction);
    List<int[]> classes = shuffledClasses(data, new RandomStream(seed, STRATIFIED_STREAM));
    int[] taken = classes.stream().mapToInt(each -> (int) (each.length * fraction)).toArray();
    int left = wanted - Arrays.stream(taken).sum();
    List<Integer> mostRounded =
        IntStream.range(0, taken.length)
            .boxed()
            .filter(label -> taken[label] < classes.get(label).length)
            .sorted(
                Comparator.comparingDouble(
                    label -> taken[label] - classes.get(label).length * fraction))
            .toList();
    for (int i = 0; i < left; i++) {
      taken[mostRounded.get(i)]++;
    }
    boolean[] isTest = new boolean[data.size()];
    for (int label = 0; label < taken.length; label++) {
      for (int i = 0; i < taken[label]; i++) {
        isTest[classes.get(label)[i]] = true;
      }
    }
    return parts(data, isTest);
  }

  /**
   * Divides the samples into {@code count} folds of nearly one size, the same way for the same
   * seed: sizes differ by at most 1, and stratified so do the numbers of each class.
   *
   * @throws DataException if {@code count} is below 2 or there are fewer samples; stratified also
   *     if a class that occurs has fewer samples
   */
  public Folds folds(Dataset data, int count, long seed) {
    if (count < 2) {
      throw new DataException(
          "%s: there must be at least 2 folds, got %d".formatted(data.name(), count));
    }
    if (data.size() < count) {
      throw new DataException(
          "%s: %d samples are too few for %d folds".formatted(data.name(), data.size(), count));
    }
    RandomStream random = new RandomStream(seed, FOLDS_STREAM);
    int[] foldOf = new int[data.size()];
    int next = 0;
    for (int[] samples : groups(data, count, random)) {
      for (int sample : samples) {
        foldOf[sample] = next++ % count;
      }
    }
    return new Folds(data, foldOf, count);
  }

  private List<int[]> groups(Dataset data, int count, RandomStream random) {
    if (this == PLAIN) {
      return List.of(random.permutation(data.size()));
    }
    List<int[]> classes = shuffledClasses(data, random);
    for (int label = 0; label < classes.size(); label++) {
      int samples = classes.get(label).length;
      if (samples > 0 && samples < count) {
        throw new DataException(
            "%s: class '%s' has %d samples, too few for %d stratified folds"
                .formatted(data.name(), data.classNames().get(label), samples, count));
      }
    }
    return classes;
  }

  /** The samples of each class in random order. */
  private static List<int[]> shuffledClasses(Dataset data, RandomStream random) {
    List<List<Integer>> classes = new ArrayList<>();
    for (int label = 0; label < data.classCount(); label++) {
      classes.add(new ArrayList<>());
    }
    for (int sample = 0; sample < data.size(); sample++) {
      classes.get(data.label(sample)).add(sample);
    }
    List<int[]> shuffled = new ArrayList<>();
    for (List<Integer> samples : classes) {
      int[] order = samples.stream().mapToInt(Integer::intValue).toArray();
      random.shuffle(order);
      shuffled.add(order);
    }
    return shuffled;
  }

  /** The size of a test part, which leaves both parts a sample. */
  static int testSize(Dataset data, double fraction) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new DataException(data.name() + ": a part must be between 0 and 1, got " + fraction);
    }
    if (data.size() < 2) {
      throw new DataException(data.name() + ": cannot split " + data.size() + " samples in two");
    }
    return Math.clamp(Math.round(data.size() * fraction), 1, data.size() - 1);
  }

  /** Two copies: of the samples that are not marked, and of those that are. */
  static DataSplit parts(Dataset data, boolean[] isTest) {
    int[] train = IntStream.range(0, isTest.length).filter(i -> !isTest[i]).toArray();
    int[] test = IntStream.range(0, isTest.length).filter(i -> isTest[i]).toArray();
    return new DataSplit(data.subset(train), data.subset(test));
  }
}
