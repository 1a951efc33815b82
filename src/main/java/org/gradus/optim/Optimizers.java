package org.gradus.optim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Optimizers by name. */
public final class Optimizers {
  private static final List<String> NAMES =
      List.of(
          "sgd",
          "momentum",
          "classical-momentum",
          "nesterov",
          "normalised",
          "adagrad",
          "adadelta",
          "rmsprop",
          "rmsprop-centred",
          "adam",
          "amsgrad",
          "adamw",
          "nadam",
          "lion");

  private Optimizers() {}

  /** The names {@link #named} knows. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The optimizer of that name.
   *
   * @param lr the learning rate; null for {@link #usualRate}
   * @param weightDecay null for the optimizer's usual one: 0.01 for AdamW, else none
   * @throws IllegalArgumentException if there is none, with the names, or a setting is out of range
   */
  public static Optimizer named(String name, @Nullable Double lr, @Nullable Double weightDecay) {
    double rate = lr == null ? usualRate(name) : lr;
    double decay = weightDecay == null ? 0 : weightDecay;
    return switch (name) {
      case "sgd" -> new Sgd(rate, decay);
      case "momentum" -> new Momentum(rate, 0.9, false, decay);
      case "classical-momentum" -> new ClassicalMomentum(rate, 0.9, decay);
      case "nesterov" -> new Momentum(rate, 0.9, true, decay);
      case "normalised" -> new NormalisedGradient(rate, decay);
      case "adagrad" -> new Adagrad(rate, 1e-10, decay);
      case "adadelta" -> new Adadelta(rate, 0.9, 1e-6, decay);
      case "rmsprop" -> new RmsProp(rate, 0.99, 1e-8, 0, false, decay);
      case "rmsprop-centred" -> new RmsProp(rate, 0.99, 1e-8, 0, true, decay);
      case "adam" -> new Adam(rate, decay);
      case "amsgrad" -> new AmsGrad(rate, decay);
      case "adamw" -> new AdamW(rate, weightDecay == null ? 0.01 : weightDecay);
      case "nadam" -> new NAdam(rate, decay);
      case "lion" -> new Lion(rate, decay);
      default -> throw unknown(name);
    };
  }

  /**
   * A learning rate that suits small networks: for the kin of Adam one that falls with time.
   *
   * @throws IllegalArgumentException if there is no such optimizer, with the names
   */
  public static double usualRate(String name) {
    return switch (name) {
      case "sgd" -> 0.1;
      case "normalised" -> 0.3;
      case "momentum", "classical-momentum", "nesterov" -> 0.05;
      case "adagrad" -> 0.05;
      case "adadelta" -> 1;
      case "rmsprop", "rmsprop-centred" -> 0.001;
      case "adam", "amsgrad", "adamw", "nadam" -> 0.003;
      case "lion" -> 0.001;
      default -> throw unknown(name);
    };
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "unknown optimizer '%s'; known are %s".formatted(name, String.join(", ", NAMES)));
  }
}
