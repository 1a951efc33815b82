package org.gradus.loss;

import java.util.List;
import java.util.Locale;

/** Losses by name. */
public final class Losses {
  private static final List<String> NAMES =
      List.of(
          "cross_entropy",
          "mse",
          "mae",
          "huber[:DELTA]",
          "smooth_l1[:BETA]",
          "bce[:POSITIVE_WEIGHT]",
          "kl");

  private Losses() {}

  /** The names {@link #named} knows; what stands in brackets is optional, and 1 if left out. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The loss of that name, such as {@code cross_entropy} or {@code huber:0.5}, whose mean training
   * makes small.
   *
   * @throws IllegalArgumentException if there is none, with the names there are; or if it takes no
   *     number after a colon, or not that one
   */
  public static Loss named(String name) {
    int colon = name.indexOf(':');
    String kind = (colon < 0 ? name : name.substring(0, colon)).toLowerCase(Locale.ROOT);
    double setting = colon < 0 ? 1 : number(name, colon + 1);
    Loss loss = of(name, kind, setting);
    boolean takesNumber =
        switch (loss) {
          case Huber _, SmoothL1 _, BinaryCrossEntropy _ -> true;
          default -> false;
        };
    if (colon >= 0 && !takesNumber) {
      throw new IllegalArgumentException("loss '%s': %s takes no number".formatted(name, kind));
    }
    return loss;
  }

  private static Loss of(String name, String kind, double setting) {
    return switch (kind) {
      case "cross_entropy" -> new CrossEntropy();
      case "mse" -> new MeanSquaredError();
      case "mae" -> new MeanAbsoluteError();
      case "huber" -> new Huber(setting);
      case "smooth_l1" -> new SmoothL1(setting);
      case "bce" -> new BinaryCrossEntropy(setting, Reduction.MEAN);
      case "kl" -> new KlDivergence();
      default ->
          throw new IllegalArgumentException(
              "unknown loss '%s'; known are %s".formatted(name, String.join(", ", NAMES)));
    };
  }

  private static double number(String name, int from) {
    try {
      return Double.parseDouble(name.substring(from));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "loss '%s': '%s' is not a number".formatted(name, name.substring(from)), e);
    }
  }
}
