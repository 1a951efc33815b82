package org.gradus.data;

import org.gradus.io.DataException;

/** What samples of each class should count where classes differ in size. */
public final class ClassWeights {
  private ClassWeights() {}

  /** Returns the number of samples of each class. */
  public static int[] counts(Dataset data) {
    int[] counts = new int[data.classCount()];
    for (int sample = 0; sample < data.size(); sample++) {
      counts[data.label(sample)]++;
    }
    return counts;
  }

  /**
   * Returns weights that make all classes count the same: N / (K n) for a class of n of the N
   * samples in K classes, as scikit-learn's {@code balanced}. Their mean over the samples is 1.
   *
   * <pre>{@code
   * .loss(Loss.crossEntropy().classWeights(ClassWeights.balanced(train)))
   * }</pre>
   *
   * @throws DataException if a class has no sample: no weight would make up for it
   */
  public static double[] balanced(Dataset data) {
    int[] counts = counts(data);
    double[] weights = new double[counts.length];
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] == 0) {
        throw new DataException(
            "%s: class '%s' has no samples, so there are no balanced weights"
                .formatted(data.name(), data.classNames().get(label)));
      }
      weights[label] = (double) data.size() / ((double) counts.length * counts[label]);
    }
    return weights;
  }
}
