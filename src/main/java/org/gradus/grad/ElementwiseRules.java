package org.gradus.grad;

import java.util.function.Supplier;
import org.gradus.graph.Tensor;
import org.gradus.op.Elementwise;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.CompareKind;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Elementwise.UnaryGradient;

/** Gradients of elementwise ops, summed over the axes along which an operand was stretched. */
final class ElementwiseRules {
  private ElementwiseRules() {}

  static void apply(Elementwise op, BackwardStep step) {
    Tensor dy = step.dy();
    switch (op) {
      case Unary unary -> unary(unary, step);
      case UnaryGradient gradient -> {
        if (step.wants(0)) {
          step.decompose();
        } else {
          step.give(1, () -> step.operand(0).apply(gradient, dy)); // linear in dy
        }
      }
      case Elementwise.Binary binary -> binary(binary.kind(), step);
      case Elementwise.Compare _ -> {}
      case Elementwise.Select _ -> {
        Tensor condition = step.operand(0);
        step.giveStretched(1, () -> condition.select(dy, zero(dy)));
        step.giveStretched(2, () -> condition.select(zero(dy), dy));
      }
      case Elementwise.Cast _ -> step.give(0, () -> dy.cast(step.operand(0).dtype()));
    }
  }

  private static void unary(Unary op, BackwardStep step) {
    switch (op.kind()) {
      case NEGATE -> step.give(0, () -> step.dy().negate());
      case SIGN -> {} // constant but for a jump at 0
      default -> step.give(0, () -> throughActivation(op, () -> step.operand(0), step));
    }
  }

  /**
   * dy f'(x) for a node whose output 0 is f(x); x is built only if the derivative is made of it.
   */
  static Tensor throughActivation(Unary op, Supplier<Tensor> x, BackwardStep step) {
    Tensor saved = op.kind().savesOutput() ? step.node().output(0) : x.get();
    return saved.apply(new UnaryGradient(op.kind(), op.parameter()), step.dy());
  }

  private static void binary(BinaryKind kind, BackwardStep step) {
    Tensor a = step.operand(0);
    Tensor b = step.operand(1);
    Tensor y = step.node().output(0);
    Tensor dy = step.dy();
    switch (kind) {
      case ADD -> {
        step.giveStretched(0, () -> dy);
        step.giveStretched(1, () -> dy);
      }
      case SUBTRACT -> {
        step.giveStretched(0, () -> dy);
        step.give(1, () -> Stretch.undo(dy, b.shape()).negate());
      }
      case MULTIPLY -> {
        step.giveStretched(0, () -> dy.multiply(b));
        step.giveStretched(1, () -> dy.multiply(a));
      }
      case DIVIDE -> {
        step.giveStretched(0, () -> dy.divide(b));
        step.give(1, () -> Stretch.undo(dy.multiply(y).divide(b), b.shape()).negate());
      }
      case MAXIMUM -> {
        step.giveStretched(0, () -> chosen(a, b, CompareKind.LESS, dy));
        step.giveStretched(1, () -> chosen(a, b, CompareKind.GREATER, dy));
      }
      case MINIMUM -> {
        step.giveStretched(0, () -> chosen(a, b, CompareKind.GREATER, dy));
        step.giveStretched(1, () -> chosen(a, b, CompareKind.LESS, dy));
      }
      case POWER -> {
        step.giveStretched(0, () -> powerBase(a, b, dy));
        step.giveStretched(1, () -> powerExponent(a, b, y, dy));
      }
    }
  }

  /**
   * dy where the operand was taken, half of it on a tie, 0 where {@code lost} holds, as PyTorch.
   */
  private static Tensor chosen(Tensor a, Tensor b, CompareKind lost, Tensor dy) {
    return a.compare(lost, b).select(zero(dy), a.equal(b).select(dy.multiply(0.5), dy));
  }

  /** dy b a^(b-1), and 0 where b is 0, whatever a is. */
  private static Tensor powerBase(Tensor a, Tensor b, Tensor dy) {
    Tensor slope = b.multiply(a.power(b.subtract(1)));
    return b.equal(zero(b)).select(zero(dy), dy.multiply(slope));
  }

  /** dy a^b log(a), and 0 where a is 0 and b is not negative: the limit. */
  private static Tensor powerExponent(Tensor a, Tensor b, Tensor y, Tensor dy) {
    Tensor gradient = dy.multiply(y.multiply(a.log()));
    Tensor limit = b.compare(CompareKind.GREATER_EQUAL, zero(b)).select(zero(dy), gradient);
    return a.equal(zero(a)).select(limit, gradient);
  }

  private static Tensor zero(Tensor like) {
    return like.graph().constant(0, like.dtype());
  }
}
