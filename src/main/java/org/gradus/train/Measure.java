package org.gradus.train;

import org.jspecify.annotations.Nullable;

/** What makes one epoch better than another: a figure of the validation data. */
public enum Measure {
  /** The smaller, the better. */
  LOSS("loss"),
  /** The larger, the better. */
  ACCURACY("accuracy");

  private final String word;

  Measure(String word) {
    this.word = word;
  }

  /** The figure of an epoch; NaN where it was not judged. */
  public double of(Epoch epoch) {
    Evaluation judged = epoch.validation();
    if (judged == null) {
      return Double.NaN;
    }
    return this == LOSS ? judged.loss() : judged.accuracy();
  }

  /**
   * Whether one figure is better than another by more than {@code margin}. A figure that is NaN is
   * better than none; any other is better than NaN.
   */
  public boolean isBetter(double figure, double than, double margin) {
    if (Double.isNaN(than)) {
      return !Double.isNaN(figure);
    }
    return this == LOSS ? figure < than - margin : figure > than + margin;
  }

  /** The best epoch so far with what {@code next} adds: null and NaN are no epoch yet. */
  @Nullable Epoch better(@Nullable Epoch best, Epoch next, double margin) {
    double than = best == null ? Double.NaN : of(best);
    return isBetter(of(next), than, margin) ? next : best;
  }

  /** Its word: {@code loss} or {@code accuracy}. */
  @Override
  public String toString() {
    return word;
  }
}
