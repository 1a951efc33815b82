package org.gradus.pass;

import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Elementwise.Binary;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Fused.BiasActivation;
import org.gradus.op.Shape;
import org.jspecify.annotations.Nullable;

/** Bias and activation of what is no matrix product, in one op, if nobody else uses their sum. */
final class FuseBias {
  private FuseBias() {}

  static Graph apply(Graph graph, KernelSupport support) {
    Uses uses = new Uses(graph);
    return Rewriter.rewrite(
        graph,
        (node, in, target) ->
            node.op() instanceof Unary unary
                    && unary.kind().isActivation()
                    && uses.of(node.input(0)) == 1
                ? fused(unary, in.getFirst().node(), support)
                : null);
  }

  private static @Nullable List<Tensor> fused(Unary activation, Node sum, KernelSupport support) {
    if (!(sum.op() instanceof Binary(BinaryKind kind)) || kind != BinaryKind.ADD) {
      return null;
    }
    BiasActivation op = new BiasActivation(activation);
    for (int i = 0; i < 2; i++) {
      Tensor x = sum.input(i);
      Tensor bias = sum.input(1 - i);
      if (x.shape().rank() >= 2
          && bias.shape().equals(Shape.of(x.shape().last()))
          && support.supports(op, List.of(x.spec(), bias.spec()))) {
        return List.of(x.apply(op, bias));
      }
    }
    return null;
  }
}
