package org.gradus.data;

/**
 * A data set divided into parts of nearly one size, each of which judges once what the others
 * taught; {@link Partition#folds} makes them. Parts are copied when they are asked for.
 */
public final class Folds {
  private final Dataset data;
  private final int[] foldOf;
  private final int count;

  /** Takes the fold, from 0, of each sample. */
  Folds(Dataset data, int[] foldOf, int count) {
    this.data = data;
    this.foldOf = foldOf;
    this.count = count;
  }

  /** Returns how many there are. */
  public int count() {
    return count;
  }

  /** Returns the data that is divided. */
  public Dataset data() {
    return data;
  }

  /**
   * Returns all samples but those of one fold, and those of it, both in the set's order.
   *
   * @param fold from 0
   * @throws IndexOutOfBoundsException if there is no such fold
   */
  public DataSplit get(int fold) {
    if (fold < 0 || fold >= count) {
      throw new IndexOutOfBoundsException("fold %d of %d".formatted(fold, count));
    }
    boolean[] isTest = new boolean[foldOf.length];
    for (int sample = 0; sample < foldOf.length; sample++) {
      isTest[sample] = foldOf[sample] == fold;
    }
    return Partition.parts(data, isTest);
  }
}
