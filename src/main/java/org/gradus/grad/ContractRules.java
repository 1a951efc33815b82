package org.gradus.grad;

import org.gradus.graph.Tensor;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.Index;

/** Gradients of matrix products and of indexing. */
final class ContractRules {
  private ContractRules() {}

  static void matMul(MatMul op, BackwardStep step) {
    matMul(op.transposeA(), op.transposeB(), step.dy(), step);
  }

  /** Gives operands 0 and 1 theirs; transposes go into the flags, so that nothing is permuted. */
  static void matMul(boolean transposeA, boolean transposeB, Tensor dy, BackwardStep step) {
    Tensor a = step.operand(0);
    Tensor b = step.operand(1);
    step.give(
        0, () -> transposeA ? b.matmul(dy, transposeB, true) : dy.matmul(b, false, !transposeB));
    step.give(
        1, () -> transposeB ? dy.matmul(a, true, transposeA) : a.matmul(dy, !transposeA, false));
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
