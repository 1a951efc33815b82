package org.gradus.train;

import org.jspecify.annotations.Nullable;

/**
 * What an epoch came to: one line of {@code metrics.jsonl}.
 *
 * @param epoch from 1
 * @param trainLoss the mean of the steps' losses, each before its update
 * @param trainAccuracy the share of right answers in the steps
 * @param validation the validation part after the epoch; null where there is none
 * @param test the test set after the epoch; null where there is none
 * @param seconds time of the steps, evaluation not counted
 * @param samplesPerSecond training samples in each of these seconds
 * @param lossScale the scale of the loss; null where it is not scaled
 * @param weights whose evaluations these are
 * @param learningRate the rate of the last step; NaN where it is not known, as in older runs
 */
public record Epoch(
    int epoch,
    double trainLoss,
    double trainAccuracy,
    @Nullable Evaluation validation,
    @Nullable Evaluation test,
    double seconds,
    double samplesPerSecond,
    @Nullable LossScale lossScale,
    double learningRate,
    Weights weights) {
  /** An epoch whose loss was not scaled, whose rate is not known and whose weights were trained. */
  public Epoch(
      int epoch,
      double trainLoss,
      double trainAccuracy,
      @Nullable Evaluation validation,
      @Nullable Evaluation test,
      double seconds,
      double samplesPerSecond) {
    this(
        epoch,
        trainLoss,
        trainAccuracy,
        validation,
        test,
        seconds,
        samplesPerSecond,
        null,
        Double.NaN,
        Weights.TRAINED);
  }

  /** The loss by which to go: of the validation part, or of the steps where there is none. */
  public double judgedLoss() {
    return validation == null ? trainLoss : validation.loss();
  }
}
