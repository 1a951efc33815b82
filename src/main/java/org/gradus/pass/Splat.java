package org.gradus.pass;

import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Leaf;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * Constants, and the arithmetic on them that every device rounds alike: functions that IEEE 754
 * wants rounded correctly. Exponentials and their like are left to the device.
 */
final class Splat {
  private Splat() {}

  /**
   * Whether all elements of {@code tensor} are known to be {@code value}, down to a zero's sign.
   */
  static boolean is(Tensor tensor, double value) {
    Double known = value(tensor);
    return known != null && known.equals(value);
  }

  /** The one value of a constant, as its element type holds it; null for other tensors. */
  static @Nullable Double value(Tensor tensor) {
    return tensor.node().op() instanceof Leaf.Constant(double value, TensorSpec spec)
        ? (spec.dtype() == DType.F32 ? (double) (float) value : value)
        : null;
  }

  /** A constant of the element type of {@code like}. */
  static Tensor constant(double value, Tensor like, Shape shape) {
    return like.graph().constant(value, like.dtype(), shape);
  }

  /** f(x) for a constant x, or null. */
  static @Nullable Tensor unary(Unary op, Tensor operand) {
    Double x = value(operand);
    if (x == null || !isFolded(operand.dtype())) {
      return null;
    }
    Double y =
        switch (op.kind()) {
          case NEGATE -> -x;
          case ABS -> Math.abs(x);
          case SIGN -> Math.signum(x);
          case SQUARE -> x * x;
          case SQRT -> Math.sqrt(x);
          case RECIPROCAL -> 1 / x;
          case RELU -> Math.max(x, 0);
          case HARD_TANH -> Math.clamp(x, -1, 1);
          case RELU6 -> Math.clamp(x, 0, 6);
          case RSQRT, EXP, LOG, SIN, COS, ERF, TANH, SIGMOID, LEAKY_RELU, ELU -> null;
          case GELU, GELU_TANH, SILU, SOFTPLUS, SELU, HARD_SIGMOID, HARD_SWISH -> null;
        };
    return y == null ? null : constant(round(y, operand.dtype()), operand, operand.shape());
  }

  /** The result for two constants, or null. */
  static @Nullable Tensor binary(BinaryKind kind, Tensor a, Tensor b) {
    Double x = value(a);
    Double y = value(b);
    if (x == null || y == null || !isFolded(a.dtype())) {
      return null;
    }
    Double z =
        switch (kind) {
          case ADD -> x + y;
          case SUBTRACT -> x - y;
          case MULTIPLY -> x * y;
          case DIVIDE -> x / y;
          case MAXIMUM -> Math.max(x, y);
          case MINIMUM -> Math.min(x, y);
          case POWER -> null;
        };
    return z == null
        ? null
        : constant(round(z, a.dtype()), a, Shape.broadcast(a.shape(), b.shape()));
  }

  /** A constant in another element type, or null where the conversion is left to the device. */
  static @Nullable Tensor cast(Tensor operand, DType dtype) {
    Double x = value(operand);
    if (x == null || !isFolded(operand.dtype()) || !isFolded(dtype)) {
      return null;
    }
    return operand.graph().constant(round(x, dtype), dtype, operand.shape());
  }

  /** Twice the precision and more: what double rounds first, float rounds to the same. */
  private static double round(double value, DType dtype) {
    return dtype == DType.F32 ? (double) (float) value : value;
  }

  private static boolean isFolded(DType dtype) {
    return dtype == DType.F32 || dtype == DType.F64;
  }
}
