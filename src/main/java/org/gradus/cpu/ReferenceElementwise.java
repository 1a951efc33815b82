package org.gradus.cpu;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.CompareKind;

/** Elementwise ops with broadcasting, in double. */
final class ReferenceElementwise {
  private ReferenceElementwise() {}

  /** A predicate of two doubles. */
  @FunctionalInterface
  interface Comparison {
    /** Whether it holds; of NaN only "not equal" does. */
    boolean holds(double a, double b);
  }

  static Kernel lower(Elementwise op, Binding binding) {
    Operand first = binding.in(0);
    Operand y = binding.out();
    return switch (op) {
      case Elementwise.Unary unary -> {
        DoubleUnaryOperator f = UnaryFunctions.of(unary.kind(), unary.parameter());
        yield each(y, i -> f.applyAsDouble(first.get(i)));
      }
      case Elementwise.UnaryGradient gradient -> {
        DoubleBinaryOperator f = UnaryFunctions.gradientOf(gradient.kind(), gradient.parameter());
        Operand dy = binding.in(1);
        yield each(y, i -> f.applyAsDouble(first.get(i), dy.get(i)));
      }
      case Elementwise.Binary binary -> {
        DoubleBinaryOperator f = binary(binary.kind(), y.dtype());
        Axes axes = Axes.broadcast(y.shape(), first, binding.in(1));
        yield each(y, i -> f.applyAsDouble(at(axes, binding, 0, i), at(axes, binding, 1, i)));
      }
      case Elementwise.Compare compare -> {
        Comparison f = comparison(compare.kind());
        Axes axes = Axes.broadcast(y.shape(), first, binding.in(1));
        yield each(y, i -> f.holds(at(axes, binding, 0, i), at(axes, binding, 1, i)) ? 1 : 0);
      }
      case Elementwise.Select ignored -> {
        Axes axes = Axes.broadcast(y.shape(), first, binding.in(1), binding.in(2));
        yield each(y, i -> at(axes, binding, at(axes, binding, 0, i) != 0 ? 1 : 2, i));
      }
      case Elementwise.Cast ignored -> throw ReferenceLowering.notArithmetic(op);
    };
  }

  /** The value of one element. */
  @FunctionalInterface
  interface Element {
    /** The value of the element at a flat index. */
    double at(int index);
  }

  /** Sets each element of {@code y}. */
  static Kernel each(Operand y, Element value) {
    return () -> {
      for (int i = 0; i < y.size(); i++) {
        y.set(i, value.at(i));
      }
    };
  }

  /** The element of an operand that belongs to element {@code i} of the output. */
  private static double at(Axes axes, Binding binding, int operand, int i) {
    int column = i % axes.inner() * axes.step(operand);
    return binding.in(operand).get(axes.start(operand, i / axes.inner()) + column);
  }

  /** The function; integers wrap around and divide towards zero as Java's do. */
  static DoubleBinaryOperator binary(BinaryKind kind, DType dtype) {
    if (!dtype.isFloat()) {
      return integer(kind);
    }
    return switch (kind) {
      case ADD -> Double::sum;
      case SUBTRACT -> (a, b) -> a - b;
      case MULTIPLY -> (a, b) -> a * b;
      case DIVIDE -> (a, b) -> a / b;
      case MAXIMUM -> Math::max;
      case MINIMUM -> Math::min;
      case POWER -> Math::pow;
    };
  }

  private static DoubleBinaryOperator integer(BinaryKind kind) {
    return switch (kind) {
      case ADD -> (a, b) -> (int) a + (int) b;
      case SUBTRACT -> (a, b) -> (int) a - (int) b;
      case MULTIPLY -> (a, b) -> ((int) a) * ((int) b);
      case DIVIDE -> (a, b) -> b == 0 ? 0 : (int) a / (int) b;
      case MAXIMUM -> Math::max;
      case MINIMUM -> Math::min;
      case POWER -> Math::pow;
    };
  }

  static Comparison comparison(CompareKind kind) {
    return switch (kind) {
      case EQUAL -> (a, b) -> a == b;
      case NOT_EQUAL -> (a, b) -> a != b;
      case LESS -> (a, b) -> a < b;
      case LESS_EQUAL -> (a, b) -> a <= b;
      case GREATER -> (a, b) -> a > b;
      case GREATER_EQUAL -> (a, b) -> a >= b;
    };
  }
}
