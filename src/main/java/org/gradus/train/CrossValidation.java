package org.gradus.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.gradus.data.DataSplit;
import org.gradus.data.Folds;

/**
 * What several trainings on parts of one data set came to, each judged by the part that it did not
 * see.
 *
 * <pre>{@code
 * CrossValidation judged =
 *     CrossValidation.run(
 *         Partition.STRATIFIED.folds(digits.train(), 5, 1),
 *         fold -> Trainer.builder(layers()).optimizer(new Adam(0.001)).epochs(3));
 * IO.println(judged.accuracy());
 * }</pre>
 *
 * @param folds the trainings' results, in the order of the folds
 */
public record CrossValidation(List<TrainingResult> folds) {
  /**
   * Mean and standard deviation of a figure over the folds.
   *
   * @param mean over the folds
   * @param deviation of the sample: the square root of the squares' sum divided by one less than
   *     there are folds
   */
  public record Spread(double mean, double deviation) {
    static Spread of(double[] values) {
      double mean = 0;
      for (double value : values) {
        mean += value / values.length;
      }
      double squares = 0;
      for (double value : values) {
        squares += (value - mean) * (value - mean);
      }
      return new Spread(mean, Math.sqrt(squares / (values.length - 1)));
    }
  }

  /**
   * Keeps an unmodifiable copy.
   *
   * @throws IllegalArgumentException if there are fewer than two, or one was not validated
   */
  public CrossValidation {
    folds = List.copyOf(folds);
    if (folds.size() < 2) {
      throw new IllegalArgumentException(
          "a cross-validation has at least 2 folds, got " + folds.size());
    }
    folds.forEach(CrossValidation::judged);
  }

  /**
   * Runs a training for each fold, one after another.
   *
   * @param training describes that of a fold, counted from 0; all but its training and validation
   *     data
   */
  public static CrossValidation run(Folds folds, IntFunction<TrainerBuilder> training) {
    List<TrainingResult> results = new ArrayList<>();
    for (int fold = 0; fold < folds.count(); fold++) {
      DataSplit parts = folds.get(fold);
      TrainerBuilder described = training.apply(fold);
      results.add(described.train(parts.train()).validation(parts.test()).build().run());
    }
    return new CrossValidation(results);
  }

  private static Evaluation judged(TrainingResult fold) {
    Evaluation validation = fold.best().validation();
    if (validation == null) {
      throw new IllegalArgumentException("a fold was trained without validation data");
    }
    return validation;
  }

  /** Returns the share of right answers on the samples that were held back. */
  public Spread accuracy() {
    return spread(Evaluation::accuracy);
  }

  /** Returns the loss on the samples that were held back. */
  public Spread loss() {
    return spread(Evaluation::loss);
  }

  private Spread spread(ToDoubleFunction<Evaluation> figure) {
    return Spread.of(
        folds.stream().mapToDouble(fold -> figure.applyAsDouble(judged(fold))).toArray());
  }
}
