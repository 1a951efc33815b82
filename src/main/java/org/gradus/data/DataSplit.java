package org.gradus.data;

/**
 * Two parts of one data set that share no sample.
 *
 * @param train what the model learns from
 * @param test what it is judged by
 */
public record DataSplit(Dataset train, Dataset test) {
  /** Returns the first {@code count} training samples and at most as many test samples. */
  public DataSplit limit(int count) {
    return new DataSplit(train.limit(count), test.limit(count));
  }
}
