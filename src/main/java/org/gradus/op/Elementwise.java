package org.gradus.op;

import java.util.Locale;

/** Ops that treat each element alone; operands of unlike shape broadcast. */
public sealed interface Elementwise extends Op {
  /** A function of one variable; {@code parameter} is the slope or scale of kinds that have one. */
  record Unary(UnaryKind kind, double parameter) implements Elementwise {
    /** A function without a parameter. */
    public Unary(UnaryKind kind) {
      this(kind, 0);
    }

    @Override
    public String name() {
      return kind.toString();
    }
  }

  /**
   * The chain rule of {@link Unary}: operands (saved, dy), result dy f'(x), where saved is x or
   * f(x) as {@link UnaryKind#savesOutput} says.
   */
  record UnaryGradient(UnaryKind kind, double parameter) implements Elementwise {
    @Override
    public String name() {
      return kind + "_gradient";
    }
  }

  /** A function of two variables of one element type. */
  record Binary(BinaryKind kind) implements Elementwise {
    @Override
    public String name() {
      return kind.toString();
    }
  }

  /** A comparison; yields U8, 1 where it holds. Every comparison with NaN but != is false. */
  record Compare(CompareKind kind) implements Elementwise {
    @Override
    public String name() {
      return kind.toString();
    }
  }

  /** Operands (condition U8, a, b): a where the condition is not 0, else b. */
  record Select() implements Elementwise {
    @Override
    public String name() {
      return "select";
    }
  }

  /** The same values in another element type; floats round to nearest even, to integers to zero. */
  record Cast(DType dtype) implements Elementwise {
    @Override
    public String name() {
      return "cast";
    }
  }

  /** The functions of two variables. */
  enum BinaryKind {
    /** a + b. */
    ADD,
    /** a - b. */
    SUBTRACT,
    /** a b. */
    MULTIPLY,
    /** a / b; integers round to zero. */
    DIVIDE,
    /** The larger; NaN if either is. */
    MAXIMUM,
    /** The smaller; NaN if either is. */
    MINIMUM,
    /** a to the power b. */
    POWER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The comparisons. */
  enum CompareKind {
    /** a == b. */
    EQUAL,
    /** a != b. */
    NOT_EQUAL,
    /** a < b. */
    LESS,
    /** a <= b. */
    LESS_EQUAL,
    /** a > b. */
    GREATER,
    /** a >= b. */
    GREATER_EQUAL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
