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
    return switch (op.kind()) {
      case SUM -> aligned(op, step.dy().cast(x.dtype()), kept).broadcast(x.shape());
      case MAX, MIN -> {
        // Elements that share the extreme share the gradient evenly, as in PyTorch's amax.
        Tensor y = step.node().output(0).cast(x.dtype()).reshape(kept);
        Tensor hit = x.equal(y).cast(x.dtype());
        Tensor hits = hit.apply(new Fold(FoldKind.SUM, op.axes(), true));
        yield hit.multiply(step.dy().cast(x.dtype()).reshape(kept).divide(hits));
      }
    };
  }

  /** What was folded away in front needs no extents of 1 to be stretched again. */
  private static Tensor aligned(Fold op, Tensor dy, Shape kept) {
    int axes = op.axes().size();
    return axes == 0 || op.axes().getLast() == axes - 1 ? dy : dy.reshape(kept);
  }
}
