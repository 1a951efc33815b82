package org.gradus.nn;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.op.UnaryKind;

/** A function applied to each element. */
public final class Activation implements Layer {
  private static final Set<UnaryKind> USUAL =
      EnumSet.of(
          UnaryKind.TANH,
          UnaryKind.SIGMOID,
          UnaryKind.RELU,
          UnaryKind.LEAKY_RELU,
          UnaryKind.ELU,
          UnaryKind.GELU,
          UnaryKind.GELU_TANH,
          UnaryKind.SILU,
          UnaryKind.SOFTPLUS);

  private final UnaryKind kind;
  private final double parameter;
  private final Origin origin = Origin.caller();

  /** Any function of one variable, with the slope or scale PyTorch gives it. */
  public Activation(UnaryKind kind) {
    this(kind, defaultParameter(kind));
  }

  /** Any function of one variable with its slope or scale. */
  public Activation(UnaryKind kind, double parameter) {
    this.kind = kind;
    this.parameter = parameter;
  }

  /**
   * The activation of that name, such as {@code relu}.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public static Activation named(String name) {
    return new Activation(kind(name));
  }

  /** The kind of that name; errors as {@link #named}. */
  public static UnaryKind kind(String name) {
    return Arrays.stream(UnaryKind.values())
        .filter(kind -> kind.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown activation '%s'; known are %s"
                        .formatted(name, String.join(", ", names()))));
  }

  /** The names of the functions that are usual as activations. */
  public static List<String> names() {
    return USUAL.stream().map(UnaryKind::toString).toList();
  }

  private static double defaultParameter(UnaryKind kind) {
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
    return "Activation(" + kind + ")";
  }
}
