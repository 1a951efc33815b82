package org.gradus.grad;

import java.util.List;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.CustomOp;
import org.jspecify.annotations.Nullable;

/** A user's own op that can be differentiated. */
public interface CustomGradient extends CustomOp {
  /**
   * Appends the backward step of {@code node} to its graph.
   *
   * @param node an application of this op
   * @param outputGradients the loss's gradient for each output; null where the loss does not depend
   *     on it
   * @return the loss's gradient for each operand, of its shape and element type; null where it is
   *     zero or the operand is not differentiable
   */
  List<@Nullable Tensor> gradient(Node node, List<@Nullable Tensor> outputGradients);
}
