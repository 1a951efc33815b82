package org.gradus.grad;

import java.util.List;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Reduce;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.jspecify.annotations.Nullable;

/**
 * The vector-Jacobian products: from the gradients of a node's outputs to those of its operands.
 *
 * <p>Ops whose results are whole numbers or truth values give nothing: the loss does not vary with
 * their operands.
 */
final class Rules {
  private Rules() {}

  static void apply(BackwardStep step) {
    switch (step.node().op()) {
      case Leaf _ -> {}
      case View view -> ViewRules.apply(view, step);
      case Elementwise elementwise -> ElementwiseRules.apply(elementwise, step);
      case Reduce reduce -> ReduceRules.apply(reduce, step);
      case Contract.MatMul product -> ContractRules.matMul(product, step);
      case Index index -> ContractRules.index(index, step);
      case Fused fused -> FusedRules.apply(fused, step);
      case Update update ->
          throw new IllegalArgumentException(
              "gradients: an update cannot be differentiated: %s of variable '%s'"
                  .formatted(step.node(), update.variable()));
      case Custom custom -> custom(custom, step);
    }
  }

  private static void custom(Custom op, BackwardStep step) {
    if (!(op.definition() instanceof CustomGradient definition)) {
      throw new IllegalArgumentException(
          "gradients: %s has no gradient: %s does not implement CustomGradient"
              .formatted(step.node(), op.definition().getClass().getName()));
    }
    List<@Nullable Tensor> gradients = definition.gradient(step.node(), step.outputGradients());
    int operands = step.node().inputs().size();
    if (gradients.size() != operands) {
      throw new IllegalArgumentException(
          "gradients: %s has %d operands, but its gradient returned %d tensors"
              .formatted(step.node(), operands, gradients.size()));
    }
    for (int i = 0; i < operands; i++) {
      Tensor gradient = gradients.get(i);
      if (gradient != null) {
        step.give(i, () -> gradient);
      }
    }
  }
}
