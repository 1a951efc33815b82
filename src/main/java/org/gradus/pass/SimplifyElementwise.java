package org.gradus.pass;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Elementwise.Binary;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Op;
import org.gradus.op.Shape;
import org.gradus.op.UnaryKind;
import org.gradus.op.View;
import org.jspecify.annotations.Nullable;

/** Arithmetic that changes nothing, constants, and operands stretched before their time. */
final class SimplifyElementwise {
  private SimplifyElementwise() {}

  static @Nullable Tensor simple(Elementwise op, List<Tensor> in) {
    Tensor a = in.getFirst();
    return switch (op) {
      case Unary unary -> unary(unary, a);
      case Elementwise.UnaryGradient gradient -> gradient(gradient.kind(), a, in.get(1));
      case Binary(BinaryKind kind) -> {
        Tensor simple = binary(kind, a, in.get(1));
        yield simple == null ? unstretched(op, in) : simple;
      }
      case Elementwise.Compare _ -> unstretched(op, in);
      case Elementwise.Select _ -> unstretched(op, in);
      case Elementwise.Cast cast -> cast(cast.dtype(), a);
    };
  }

  private static @Nullable Tensor unary(Unary op, Tensor x) {
    if (op.kind() != UnaryKind.NEGATE) {
      return Splat.unary(op, x);
    }
    if (isNegated(x)) {
      return x.node().input(0);
    }
    if (x.node().op() instanceof Binary(BinaryKind kind) && kind == BinaryKind.MULTIPLY) {
      Tensor a = x.node().input(0);
      Tensor b = x.node().input(1);
      if (Splat.value(b) != null) {
        return make(kind, a, Simplify.make(op, b)); // the sign of a product is exact
      }
      if (Splat.value(a) != null) {
        return make(kind, Simplify.make(op, a), b);
      }
    }
    return Splat.unary(op, x);
  }

  private static @Nullable Tensor gradient(UnaryKind kind, Tensor saved, Tensor dy) {
    if (kind == UnaryKind.NEGATE) {
      return Simplify.make(new Unary(kind), dy);
    }
    Double factor = Splat.value(dy);
    // 2 x dy is rounded once whatever is doubled; this is the gradient of a mean squared error.
    return kind == UnaryKind.SQUARE && factor != null
        ? make(BinaryKind.MULTIPLY, saved, Splat.constant(2 * factor, dy, Shape.SCALAR))
        : null;
  }

  private static @Nullable Tensor binary(BinaryKind kind, Tensor a, Tensor b) {
    Tensor folded = Splat.binary(kind, a, b);
    if (folded != null) {
      return folded;
    }
    return switch (kind) {
      case ADD -> {
        if (Splat.is(b, -0.0)) {
          yield whole(a, b);
        }
        yield isNegated(b) ? make(BinaryKind.SUBTRACT, a, b.node().input(0)) : null;
      }
      case SUBTRACT -> {
        if (Splat.is(b, 0.0)) {
          yield whole(a, b);
        }
        yield isNegated(b) ? make(BinaryKind.ADD, a, b.node().input(0)) : null;
      }
      case MULTIPLY -> {
        if (Splat.is(b, 1)) {
          yield whole(a, b);
        }
        if (Splat.is(a, 1)) {
          yield whole(b, a);
        }
        yield Splat.is(b, -1) ? negated(a, b) : Splat.is(a, -1) ? negated(b, a) : null;
      }
      case DIVIDE -> Splat.is(b, 1) ? whole(a, b) : null;
      case MAXIMUM, MINIMUM, POWER -> null;
    };
  }

  private static Tensor make(BinaryKind kind, Tensor a, Tensor b) {
    return Simplify.make(new Binary(kind), a, b);
  }

  /** {@code kept}, if that is the whole result: the other operand may stretch it. */
  private static @Nullable Tensor whole(Tensor kept, Tensor other) {
    Shape result = Shape.broadcast(kept.shape(), other.shape());
    return result.equals(kept.shape()) ? kept : null;
  }

  private static @Nullable Tensor negated(Tensor kept, Tensor other) {
    return whole(kept, other) == null || !kept.dtype().isFloat()
        ? null
        : Simplify.make(new Unary(UnaryKind.NEGATE), kept);
  }

  private static boolean isNegated(Tensor tensor) {
    return tensor.node().op() instanceof Unary unary && unary.kind() == UnaryKind.NEGATE;
  }

  /** The same op on operands as they were before they were stretched, if the result allows it. */
  private static @Nullable Tensor unstretched(Op op, List<Tensor> in) {
    Shape result = shape(in);
    List<Tensor> operands = new ArrayList<>(in);
    for (int i = 0; i < operands.size(); i++) {
      Tensor narrow = narrow(operands.get(i));
      Tensor wide = operands.set(i, narrow);
      if (!shape(operands).equals(result)) {
        operands.set(i, wide); // nothing else gives the result its shape
      }
    }
    return operands.equals(in) ? null : Simplify.make(op, operands.toArray(Tensor[]::new));
  }

  private static Tensor narrow(Tensor operand) {
    Double value = Splat.value(operand);
    if (value != null && operand.shape().rank() > 0) {
      return Splat.constant(value, operand, Shape.SCALAR);
    }
    return operand.node().op() instanceof View.Broadcast ? operand.node().input(0) : operand;
  }

  private static Shape shape(List<Tensor> operands) {
    return operands.stream().map(Tensor::shape).reduce(Shape.SCALAR, Shape::broadcast);
  }

  private static @Nullable Tensor cast(DType dtype, Tensor x) {
    if (dtype == x.dtype()) {
      return x;
    }
    boolean widened =
        x.node().op() instanceof Elementwise.Cast
            && x.node().input(0).dtype() == dtype
            && holds(x.dtype(), dtype);
    return widened ? x.node().input(0) : Splat.cast(x, dtype);
  }

  /** Whether {@code wide} holds every value of {@code narrow}. */
  private static boolean holds(DType wide, DType narrow) {
    return switch (wide) {
      case F64 -> true;
      case F32 -> narrow != DType.F64 && narrow != DType.I32;
      case BF16, F16, I32 -> narrow == DType.U8;
      case U8 -> false;
    };
  }
}
