package org.gradus.experiment;

import java.util.List;
import java.util.stream.Collectors;

/** All experiments, in the order of the lessons. */
public final class Experiments {
  private static final List<Experiment> ALL =
      List.of(
          new InitCompare(),
          new LocalMinima(),
          new GradientDescent(),
          new LearningRate(),
          new BatchSize(),
          new OptimizerPaths(),
          new LossComparison(),
          new LinearRegression(),
          new BackpropTrace(),
          new Capacity(),
          new MnistClassifier(),
          new Neuron(),
          new Activations(),
          new Sensitivity(),
          new NoActivation(),
          new WithBatchNorm(),
          new WithDropout(),
          new Overfitting(),
          new GradientClipping(),
          new Schedules(),
          new InputScaling());

  private Experiments() {}

  /** All of them. */
  public static List<Experiment> all() {
    return ALL;
  }

  /**
   * The one of that name.
   *
   * @throws IllegalArgumentException if there is none, with the names there are
   */
  public static Experiment named(String name) {
    return ALL.stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown experiment '%s'; there are %s".formatted(name, names())));
  }

  private static String names() {
    return ALL.stream().map(Experiment::name).collect(Collectors.joining(", "));
  }
}
