package org.gradus.optim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Optimizers by name. */
public final class Optimizers {
  private static final List<String> NAMES = List.of("sgd", "momentum", "nesterov", "adam", "adamw");

  private Optimizers() {}

  /** The names {@link #named} knows. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The optimizer of that name.
   *
   * @param lr the learning rate; null for one that suits a rate which falls with time: 0.1 for sgd,
   *     0.05 with momentum, 0.003 for Adam and AdamW
   * @param weightDecay null for the optimizer's usual one: 0.01 for AdamW, else none
   * @throws IllegalArgumentException if there is none, with the names, or a setting is out of range
   */
  public static Optimizer named(String name, @Nullable Double lr, @Nullable Double weightDecay) {
    return switch (name) {
      case "sgd" -> new Sgd(or(lr, 0.1), or(weightDecay, 0));
      case "momentum" -> new Momentum(or(lr, 0.05), 0.9, false, or(weightDecay, 0));
      case "nesterov" -> new Momentum(or(lr, 0.05), 0.9, true, or(weightDecay, 0));
      case "adam" -> new Adam(or(lr, 0.003), or(weightDecay, 0));
      case "adamw" -> new AdamW(or(lr, 0.003), or(weightDecay, 0.01));
      default ->
          throw new IllegalArgumentException(
              "unknown optimizer '%s'; known are %s".formatted(name, String.join(", ", NAMES)));
    };
  }

  private static double or(@Nullable Double value, double usual) {
    return value == null ? usual : value;
  }
}
