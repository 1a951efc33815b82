package org.gradus.op;

import java.util.List;

/** The operands of one op, with the checks that shape rules are written in. */
record Operands(String op, List<TensorSpec> specs) {
  private static final String NAMES = "abcdefgh";

  int size() {
    return specs.size();
  }

  TensorSpec spec(int operand) {
    return specs.get(operand);
  }

  Shape shape(int operand) {
    return specs.get(operand).shape();
  }

  Operands count(int expected) {
    require(specs.size() == expected, "takes %d operands, not %d", expected, specs.size());
    return this;
  }

  Operands atLeast(int expected) {
    require(specs.size() >= expected, "takes %d operands or more, not %d", expected, specs.size());
    return this;
  }

  /** Operand {@code operand}, which the op calls {@code role}, is there and of {@code spec}. */
  void is(int operand, TensorSpec spec, String role) {
    require(operand < specs.size(), "its operand for %s is missing", role);
    require(
        spec(operand).equals(spec), "%s does not fit: %s instead of %s", role, spec(operand), spec);
  }

  TensorSpec isFloat(int operand) {
    require(
        spec(operand).dtype().isFloat(), "needs a float type: %s=%s", name(operand), spec(operand));
    return spec(operand);
  }

  Operands isType(int operand, DType dtype) {
    require(spec(operand).dtype() == dtype, "needs %s: %s=%s", dtype, name(operand), spec(operand));
    return this;
  }

  TensorSpec sameType(int first, int second) {
    require(
        spec(first).dtype() == spec(second).dtype(),
        "element types differ: %s=%s %s=%s",
        name(first),
        spec(first),
        name(second),
        spec(second));
    return spec(first);
  }

  Operands hasAxis(int operand) {
    require(shape(operand).rank() >= 1, "needs an axis: %s=%s", name(operand), shape(operand));
    return this;
  }

  /** The operands {@code vectors} hold one element for each channel of {@code operand}. */
  Operands channels(int operand, int... vectors) {
    Shape channels = Shape.of(shape(operand).last());
    for (int vector : vectors) {
      sameType(operand, vector);
      oneEach(operand, channels, vector);
    }
    return this;
  }

  /**
   * As {@link #channels}, but that the vectors are F32 where {@code operand} is BF16 or F16: they
   * are what sums come to, and what is trained.
   */
  Operands wideChannels(int operand, int... vectors) {
    DType dtype = Contract.Form.WIDE.result(spec(operand).dtype());
    Shape channels = Shape.of(shape(operand).last());
    for (int vector : vectors) {
      require(
          spec(vector).dtype() == dtype,
          "what there is one of a channel must be %s: %s=%s %s=%s",
          dtype,
          name(operand),
          spec(operand),
          name(vector),
          spec(vector));
      oneEach(operand, channels, vector);
    }
    return this;
  }

  private void oneEach(int operand, Shape channels, int vector) {
    require(
        shape(vector).equals(channels),
        "one value a channel is needed: %s=%s %s=%s",
        name(operand),
        shape(operand),
        name(vector),
        shape(vector));
  }

  int axis(int operand, int axis) {
    int rank = shape(operand).rank();
    require(
        axis >= -rank && axis < rank,
        "axis %d does not exist: %s=%s",
        axis,
        name(operand),
        shape(operand));
    return axis < 0 ? axis + rank : axis;
  }

  Shape broadcast(Shape a, Shape b) {
    try {
      return Shape.broadcast(a, b);
    } catch (ShapeException e) {
      throw new ShapeException(op + ": " + e.getMessage());
    }
  }

  void require(boolean holds, String format, Object... arguments) {
    if (!holds) {
      throw new ShapeException(op + ": " + String.format(format, arguments));
    }
  }

  private static String name(int operand) {
    return operand < NAMES.length() ? NAMES.substring(operand, operand + 1) : "operand " + operand;
  }
}
