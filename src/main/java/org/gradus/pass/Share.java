package org.gradus.pass;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.Update;
import org.gradus.op.View;

/**
 * Computes equal expressions once: nodes of equal op and equal operands become one, with the origin
 * of the first.
 *
 * <p>Random ops carry a stream, so two dropouts are never equal. Updates are never shared.
 */
public final class Share {
  private record Expression(Op op, List<Tensor> operands) {}

  private Share() {}

  /** The graph with equal expressions computed once. */
  public static Graph apply(Graph graph) {
    Map<Expression, List<Tensor>> known = new HashMap<>();
    return Rewriter.rewrite(
        graph,
        (node, operands, target) ->
            isPure(node.op())
                ? known.computeIfAbsent(
                    new Expression(node.op(), operands),
                    expression -> Rewriter.copy(expression.op(), operands, target))
                : null);
  }

  /** Whether the op's results depend on its operands alone, and computing it does nothing else. */
  private static boolean isPure(Op op) {
    return switch (op) {
      case Leaf.Input _, Leaf.Read _, Update _ -> false;
      case Leaf.Constant _,
          View _,
          Elementwise _,
          Reduce _,
          Contract _,
          Index _,
          Fused _,
          Custom _ ->
          true;
    };
  }
}
