package org.gradus.grad;

import java.util.function.Supplier;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract.Form;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.Index;

/** Gradients of matrix products and of indexing. */
final class ContractRules {
  private ContractRules() {}

  static void matMul(MatMul op, BackwardStep step) {
    matMul(op.transposeA(), op.transposeB(), op.form(), step.dy(), step);
  }

  /** Gives operands 0 and 1 theirs; transposes go into the flags, so that nothing is permuted. */
  static void matMul(
      boolean transposeA, boolean transposeB, Form form, Tensor wide, BackwardStep step) {
    Tensor a = step.operand(0);
    Tensor b = step.operand(1);
    Form plain = form == Form.WIDE ? Form.PLAIN : form; // gradients are of their operands' type
    Supplier<Tensor> dy = () -> wide.cast(a.dtype());
    step.give(
        0,
        () ->
            transposeA
                ? b.apply(new MatMul(transposeB, true, plain), dy.get())
                : dy.get().apply(new MatMul(false, !transposeB, plain), b));
    step.give(
        1,
        () ->
            transposeB
                ? dy.get().apply(new MatMul(true, transposeA, plain), a)
                : a.apply(new MatMul(!transposeA, false, plain), dy.get()));
  }

  static void index(Index op, BackwardStep step) {
    switch (op) {
      case Index.Gather _ -> {
        int rows = step.operand(0).shape().dim(0);
        step.give(0, () -> step.dy().apply(new Index.ScatterAdd(rows), step.operand(1)));
      }
      case Index.ScatterAdd _ -> step.give(0, () -> step.dy().gather(step.operand(1)));
      case Index.OneHot _ -> {}
    }
  }
}
