package org.gradus.pass;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Elementwise.Binary;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Fused.PointwiseLoss;
import org.gradus.op.Fused.SoftmaxCrossEntropy;
import org.gradus.op.Op;
import org.gradus.op.UnaryKind;
import org.jspecify.annotations.Nullable;

/**
 * Moves a constant factor, such as the 1/N of a mean, into the op that computes a loss and its
 * gradient, if nobody wants the gradient without the factor.
 */
final class FoldGradientScale {
  private FoldGradientScale() {}

  static Graph apply(Graph graph) {
    Map<Node, Double> factors = new HashMap<>(); // by the losses
    Map<Node, Node> products = new HashMap<>(); // from a product to its loss
    Uses uses = new Uses(graph);
    for (Node node : graph.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        Double factor = factor(node, i);
        if (factor != null && uses.of(node.input(i)) == 1) {
          factors.put(node.input(i).node(), factor);
          products.put(node, node.input(i).node());
        }
      }
    }
    return Rewriter.rewrite(
        graph, (node, in, target) -> replace(node, in, target, factors, products));
  }

  private static @Nullable List<Tensor> replace(
      Node node,
      List<Tensor> in,
      Graph target,
      Map<Node, Double> factors,
      Map<Node, Node> products) {
    Double factor = factors.get(node);
    if (factor != null) {
      return target.add(times(node.op(), factor), in).outputs();
    }
    Node loss = products.get(node);
    return loss == null ? null : List.of(in.get(node.input(0).node() == loss ? 0 : 1));
  }

  /** The constant by which {@code node} multiplies its operand, a loss's gradient. */
  private static @Nullable Double factor(Node node, int operand) {
    Tensor gradient = node.input(operand);
    if (!isLoss(gradient.node().op())
        || gradient.index() != 1
        || !gradient.spec().equals(node.specs().getFirst())) {
      return null;
    }
    if (node.op() instanceof Unary unary && unary.kind() == UnaryKind.NEGATE) {
      return -1.0;
    }
    return node.op() instanceof Binary(BinaryKind kind) && kind == BinaryKind.MULTIPLY
        ? Splat.value(node.input(1 - operand))
        : null;
  }

  /** Losses whose second result is their gradient, times a scale. */
  private static boolean isLoss(Op op) {
    return op instanceof SoftmaxCrossEntropy || op instanceof PointwiseLoss;
  }

  private static Op times(Op loss, double factor) {
    return loss instanceof PointwiseLoss pointwise
        ? pointwise.times(factor)
        : ((SoftmaxCrossEntropy) loss).times(factor);
  }
}
