package org.gradus.cli;

import java.util.List;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.GroupNorm;
import org.gradus.nn.Layer;
import org.gradus.nn.LayerNorm;
import org.gradus.nn.RmsNorm;
import org.gradus.nn.WeightNorm;
import org.jspecify.annotations.Nullable;

/** The norms that {@code --norm} can name. Instance norm is not one: it is for images' channels. */
final class NormChoice {
  static final String NONE = "none";
  static final List<String> NAMES =
      List.of(NONE, "batch", "layer", "rms", "group[:GROUPS]", "weight");

  private static final String GROUP = "group";
  private static final int USUAL_GROUPS = 8;

  private NormChoice() {}

  /**
   * Refuses what is no norm for hidden layers of these widths.
   *
   * @throws IllegalArgumentException saying why
   */
  static void check(String name, List<Integer> hidden) {
    boolean isPlain = NAMES.contains(name) || name.equals(GROUP);
    if (!isPlain && !name.startsWith(GROUP + ":")) {
      throw new IllegalArgumentException(
          "unknown norm '%s'; known are %s".formatted(name, String.join(", ", NAMES)));
    }
    if (name.startsWith(GROUP)) {
      int groups = groups(name);
      for (int units : hidden) {
        if (groups < 1 || units % groups != 0) {
          throw new IllegalArgumentException(
              "norm '%s': %d hidden units cannot be split into %d groups alike"
                  .formatted(name, units, groups));
        }
      }
    }
  }

  /** Returns the layer between a hidden layer's weights and its activation, if there is one. */
  static @Nullable Layer behind(String name) {
    return switch (name) {
      case NONE, "weight" -> null;
      case "batch" -> new BatchNorm();
      case "layer" -> new LayerNorm();
      case "rms" -> new RmsNorm();
      default -> new GroupNorm(groups(name));
    };
  }

  /** Returns the hidden layer itself, with its weights normalised if that is what is named. */
  static Layer within(String name, Dense dense) {
    return name.equals("weight") ? new WeightNorm(dense) : dense;
  }

  private static int groups(String name) {
    if (name.equals(GROUP)) {
      return USUAL_GROUPS;
    }
    String number = name.substring(GROUP.length() + 1);
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "norm '%s': '%s' is not a whole number".formatted(name, number), e);
    }
  }
}
