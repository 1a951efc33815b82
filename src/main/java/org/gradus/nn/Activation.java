package org.gradus.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.op.UnaryKind;

/** A function applied to each element; {@link UnaryKind} has the formulas. */
public final class Activation implements Layer {
  private static final List<String> NAMES =
      List.of(
          "relu",
          "leaky_relu[:SLOPE]",
          "prelu[:SLOPE]",
          "elu[:ALPHA]",
          "selu",
          "gelu",
          "gelu_tanh",
          "silu",
          "softplus",
          "tanh",
          "sigmoid",
          "hard_tanh",
          "hard_sigmoid",
          "hard_swish",
          "relu6",
          "softmax");

  private final UnaryKind kind;
  private final double parameter;
  private final Origin origin = Origin.caller();

  /** Any function of one variable, with the slope or scale PyTorch gives it. */
  public Activation(UnaryKind kind) {
    this(kind, usualParameter(kind));
  }

  /**
   * Any function of one variable with its slope or scale.
   *
   * @throws IllegalArgumentException if it is not positive and finite for a function that has one
   */
  public Activation(UnaryKind kind, double parameter) {
    if (hasParameter(kind) && !(parameter > 0 && parameter < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s: the parameter must be positive and finite: %s".formatted(kind, parameter));
    }
    this.kind = kind;
    this.parameter = parameter;
  }

  /**
   * The activation of that name, such as {@code relu} or {@code leaky_relu:0.2}; {@link PRelu} and
   * {@link Softmax} count as activations.
   *
   * @throws IllegalArgumentException if there is none, with the names there are; or if it takes no
   *     number after a colon, or not that one
   */
  public static Layer named(String name) {
    int colon = name.indexOf(':');
    String word = (colon < 0 ? name : name.substring(0, colon)).toLowerCase(Locale.ROOT);
    return colon < 0 ? plain(name, word) : numbered(name, word, number(name, colon + 1));
  }

  private static Layer plain(String name, String word) {
    return switch (word) {
      case "prelu" -> new PRelu();
      case "softmax" -> new Softmax();
      default -> new Activation(kind(name));
    };
  }

  private static Layer numbered(String name, String word, double number) {
    if (word.equals("prelu")) {
      return PRelu.startingAt(number);
    }
    if (word.equals("softmax") || !hasParameter(kind(word))) {
      throw new IllegalArgumentException(
          "activation '%s': %s takes no number".formatted(name, word));
    }
    return new Activation(kind(word), number);
  }

  /**
   * The function of that name, which is none with parameters of its own.
   *
   * @throws IllegalArgumentException if there is none, with the names of all activations
   */
  public static UnaryKind kind(String name) {
    return Arrays.stream(UnaryKind.values())
        .filter(kind -> kind.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown activation '%s'; known are %s"
                        .formatted(name, String.join(", ", NAMES))));
  }

  /** The names of the usual activations; what stands in brackets is optional. */
  public static List<String> names() {
    return NAMES;
  }

  private static double number(String name, int from) {
    try {
      return Double.parseDouble(name.substring(from));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "activation '%s': '%s' is not a number".formatted(name, name.substring(from)), e);
    }
  }

  private static boolean hasParameter(UnaryKind kind) {
    return usualParameter(kind) != 0;
  }

  private static double usualParameter(UnaryKind kind) {
    return switch (kind) {
      case LEAKY_RELU -> 0.01;
      case ELU -> 1;
      default -> 0;
    };
  }

  @Override
  public Tensor apply(Scope scope, Tensor x) {
    return scope.graph().at(origin, () -> x.unary(kind, parameter));
  }

  @Override
  public String description() {
    String setting = parameter == usualParameter(kind) ? "" : " " + parameter;
    return "Activation(" + kind + setting + ")";
  }
}
