package org.gradus.op;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Elementwise.UnaryGradient;
import org.jspecify.annotations.Nullable;

/**
 * What a matrix product does to its sums before it stores them: {@link Part}s, each of which takes
 * what the one before left. All are computed in the type that sums are in, F32 for F32 and smaller
 * types, and rounded once, where a value is stored.
 *
 * <p>Parts come in this order, each at most once: bias; add; an activation, perhaps with keep
 * before it, or a chain rule; add, if there was none before; operand sums. Casts may stand
 * anywhere.
 */
public record Epilogue(List<Part> parts) {
  /** The order of parts, by their letters. */
  private static final Pattern ORDER = Pattern.compile("b?(a?(k?f|g)?|(k?f|g)a)s?");

  /** Leaves the product as it is. */
  public static final Epilogue NONE = new Epilogue(List.of());

  /** One thing that is done. Its operand, if it has one, is of the type that values have there. */
  public sealed interface Part {
    /** The part as names of ops have it. */
    String name();

    /** Operand bias (N): is added to each row. */
    record Bias() implements Part {
      @Override
      public String name() {
        return "bias";
      }
    }

    /** Operand (..., M, N): is added element by element, such as what a residual layer adds. */
    record Add() implements Part {
      @Override
      public String name() {
        return "add";
      }
    }

    /** Another result: the values as they are here, which a backward pass wants. */
    record Keep() implements Part {
      @Override
      public String name() {
        return "keep";
      }
    }

    /** The function of each value, which must be an {@link UnaryKind#isActivation activation}. */
    record Activation(Unary function) implements Part {
      @Override
      public String name() {
        return function.name();
      }
    }

    /** Operand saved (..., M, N): the values are dy, and become what the chain rule makes of it. */
    record ChainRule(UnaryGradient rule) implements Part {
      @Override
      public String name() {
        return rule.name();
      }
    }

    /** From here on values are of another float type; rounding waits until they are stored. */
    record Cast(DType dtype) implements Part {
      @Override
      public String name() {
        return "to_" + dtype;
      }
    }

    /**
     * Another result, of the last type: the sums over K of an operand of the product, 0 or 1, which
     * is one matrix and lies in memory with K as its rows. Where that operand is the gradient of a
     * layer, the product is that of the weight and these sums are that of the bias.
     */
    record OperandSums(int operand) implements Part {
      @Override
      public String name() {
        return operand == 0 ? "sums_of_a" : "sums_of_b";
      }
    }
  }

  /**
   * Keeps an unmodifiable copy.
   *
   * @throws IllegalArgumentException if a part is where it may not be
   */
  public Epilogue {
    parts = List.copyOf(parts);
    if (!isOrder(parts)) {
      throw new IllegalArgumentException("epilogue: not an order of parts: " + names(parts));
    }
    for (Part part : parts) {
      UnaryKind kind = kind(part);
      if (kind != null && !kind.isActivation()) {
        throw new IllegalArgumentException("epilogue: of no activation: " + part.name());
      }
    }
  }

  /** A bias, and perhaps an activation. */
  public static Epilogue bias(@Nullable Unary activation) {
    Epilogue bias = NONE.with(new Part.Bias());
    return activation == null ? bias : bias.with(new Part.Activation(activation));
  }

  private static boolean isOrder(List<Part> parts) {
    String letters = parts.stream().map(Epilogue::letter).collect(Collectors.joining());
    return ORDER.matcher(letters).matches();
  }

  private static String letter(Part part) {
    return switch (part) {
      case Part.Bias _ -> "b";
      case Part.Add _ -> "a";
      case Part.Keep _ -> "k";
      case Part.Activation _ -> "f";
      case Part.ChainRule _ -> "g";
      case Part.Cast _ -> "";
      case Part.OperandSums _ -> "s";
    };
  }

  private static @Nullable UnaryKind kind(Part part) {
    return switch (part) {
      case Part.Activation(Unary function) -> function.kind();
      case Part.ChainRule(UnaryGradient rule) -> rule.kind();
      case Part.Bias _, Part.Add _, Part.Keep _, Part.Cast _, Part.OperandSums _ -> null;
    };
  }

  /** Whether {@code more} may follow. */
  public boolean takes(Part... more) {
    return isOrder(followedBy(more));
  }

  /**
   * The same with {@code more} parts.
   *
   * @throws IllegalArgumentException if they may not stand there
   */
  public Epilogue with(Part... more) {
    return new Epilogue(followedBy(more));
  }

  private List<Part> followedBy(Part... more) {
    return Stream.concat(parts.stream(), Stream.of(more)).toList();
  }

  /** How many results there are beside the product's. */
  public int moreResults() {
    return (int)
        parts.stream()
            .filter(part -> part instanceof Part.Keep || part instanceof Part.OperandSums)
            .count();
  }

  /** The same with {@code to} in place of {@code from} in casts. */
  public Epilogue retyped(DType from, DType to) {
    return mapped(
        part -> part instanceof Part.Cast(DType t) && t == from ? new Part.Cast(to) : part);
  }

  /**
   * The same with functions that leave values as they are: what magnitudes of results are measured
   * with, since no activation is much steeper.
   */
  public Epilogue withoutFunctions() {
    Unary same = new Unary(UnaryKind.LEAKY_RELU, 1);
    UnaryGradient sameRule = new UnaryGradient(UnaryKind.LEAKY_RELU, 1);
    return mapped(
        part ->
            switch (part) {
              case Part.Activation _ -> new Part.Activation(same);
              case Part.ChainRule _ -> new Part.ChainRule(sameRule);
              case Part.Bias _, Part.Add _, Part.Keep _, Part.Cast _, Part.OperandSums _ -> part;
            });
  }

  private Epilogue mapped(UnaryOperator<Part> change) {
    return new Epilogue(parts.stream().map(change).toList());
  }

  /** The parts' names, as they stand. */
  @Override
  public String toString() {
    return names(parts);
  }

  private static String names(List<Part> parts) {
    return parts.stream().map(Part::name).collect(Collectors.joining("_"));
  }
}
