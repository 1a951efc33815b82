package org.gradus.experiment;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.gradus.train.Epoch;
import org.gradus.train.Evaluation;
import org.gradus.train.TrainingResult;
import org.jspecify.annotations.Nullable;

/** The epochs of a training as curves; what was not judged is NaN, a gap in a curve. */
record History(List<Epoch> epochs) {
  static History of(TrainingResult result) {
    return new History(result.epochs());
  }

  /** The mean loss of each epoch's steps. */
  double[] trainLoss() {
    return each(Epoch::trainLoss);
  }

  /** The share of right answers in each epoch's steps. */
  double[] trainAccuracy() {
    return each(Epoch::trainAccuracy);
  }

  /** The loss over the validation data after each epoch. */
  double[] validationLoss() {
    return each(epoch -> loss(epoch.validation()));
  }

  /** The share of right answers on the validation data after each epoch. */
  double[] validationAccuracy() {
    return each(epoch -> accuracy(epoch.validation()));
  }

  /** The loss over the test data after each epoch. */
  double[] testLoss() {
    return each(epoch -> loss(epoch.test()));
  }

  /** The share of right answers on the test data after each epoch. */
  double[] testAccuracy() {
    return each(epoch -> accuracy(epoch.test()));
  }

  /** The last number of a curve; NaN if it has none. */
  static double last(double[] curve) {
    return curve.length == 0 ? Double.NaN : curve[curve.length - 1];
  }

  private double[] each(ToDoubleFunction<Epoch> number) {
    return epochs.stream().mapToDouble(number).toArray();
  }

  private static double loss(@Nullable Evaluation evaluation) {
    return evaluation == null ? Double.NaN : evaluation.loss();
  }

  private static double accuracy(@Nullable Evaluation evaluation) {
    return evaluation == null ? Double.NaN : evaluation.accuracy();
  }
}
