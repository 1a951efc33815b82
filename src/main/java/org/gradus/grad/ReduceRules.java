package org.gradus.grad;

import org.gradus.graph.Tensor;
import org.gradus.op.Reduce;
import org.gradus.op.Reduce.Fold;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;

/** Gradients of reductions. */
final class ReduceRules {
  private ReduceRules() {}

  static void apply(Reduce op, BackwardStep step) {
    switch (op) {
      case Fold fold -> step.give(0, () -> fold(fold, step));
      case Reduce.ArgMax _, Reduce.AllFinite _ -> {}
    }
  }

  private static Tensor fold(Fold op, BackwardStep step) {
    Tensor x = step.operand(0);
    Shape kept = x.shape().reduce(op.axes(), true);
    Tensor dy = step.dy().reshape(kept);
    return switch (op.kind()) {
      case SUM -> dy.broadcast(x.shape());
      case MAX, MIN -> {
        // Elements that share the extreme share the gradient evenly, as in PyTorch's amax.
        Tensor y = step.node().output(0).reshape(kept);
        Tensor hit = x.equal(y).cast(x.dtype());
        yield hit.multiply(dy.divide(hit.apply(new Fold(FoldKind.SUM, op.axes(), true))));
      }
    };
  }
}
