package org.gradus.cli;

import java.util.ArrayList;
import java.util.List;
import org.gradus.data.ClassWeights;
import org.gradus.data.Dataset;
import org.gradus.loss.CrossEntropy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What {@code --class-weights} asks for.
 *
 * @param weights of the classes; empty if they are to be balanced
 */
record ClassWeightsChoice(List<Double> weights) {
  static final String NAME = "--class-weights";
  private static final String BALANCED = "balanced";

  ClassWeightsChoice {
    weights = List.copyOf(weights);
  }

  /** Returns the option. */
  static OptionSpec option() {
    return Options.value(
        NAME,
        BALANCED + "|W,...",
        "With --loss cross_entropy: what each class counts, in the order of the classes, or"
            + " balanced, by which all count the same however many training samples they have; 1"
            + " each if not said.");
  }

  /** Reads the option; null if it was not given. */
  static @Nullable ClassWeightsChoice read(Arguments arguments, boolean isCrossEntropy) {
    String text = arguments.text(NAME);
    if (text == null) {
      return null;
    }
    if (!isCrossEntropy) {
      throw new UsageException(NAME + " goes with --loss cross_entropy");
    }
    List<Double> weights = new ArrayList<>();
    for (String part : text.equals(BALANCED) ? new String[0] : text.split(",", -1)) {
      weights.add(number(text, part));
    }
    if (!weights.isEmpty() && weights.stream().allMatch(weight -> weight == 0)) {
      throw new UsageException(NAME + " must have one above zero; got " + text);
    }
    return new ClassWeightsChoice(weights);
  }

  private static double number(String text, String part) {
    double weight;
    try {
      weight = Double.parseDouble(part.strip());
    } catch (NumberFormatException e) {
      weight = Double.NaN;
    }
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new UsageException(
          "%s must be balanced, or zero or positive numbers separated by commas; got %s"
              .formatted(NAME, text));
    }
    return weight;
  }

  /**
   * Returns the loss with these weights.
   *
   * @param train all training samples, those held back for validation among them
   */
  CrossEntropy of(CrossEntropy loss, Dataset train) {
    if (!weights.isEmpty() && weights.size() != train.classCount()) {
      throw new UsageException(
          "%s: %d weights for %d classes".formatted(NAME, weights.size(), train.classCount()));
    }
    return loss.classWeights(
        weights.isEmpty()
            ? ClassWeights.balanced(train)
            : weights.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Returns the text that gives this choice. */
  String text() {
    return weights.isEmpty()
        ? BALANCED
        : String.join(",", weights.stream().map(TrainSettings::plain).toList());
  }
}
