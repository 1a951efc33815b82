package org.gradus.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract.MatMul;
import org.jspecify.annotations.Nullable;

/**
 * A matrix product and what is done to its result element by element, in one op: bias, residual,
 * activation or chain rule, and casts, through reshapes.
 *
 * <p>A value that somebody else uses too ends the chain, unless it is the argument of an
 * activation, which the product then keeps as another result: so it is in training, where the
 * backward pass wants it.
 */
final class FuseEpilogues {
  private final Map<Node, ProductChain> chains = new HashMap<>(); // by the last node
  private final Map<Node, ProductChain> within = new HashMap<>(); // by every node
  private final Map<Tensor, Tensor> known = new HashMap<>(); // operands of chains, rewritten
  private final Map<Tensor, Tensor> late = new HashMap<>();

  private FuseEpilogues(Graph graph, KernelSupport support) {
    Users users = new Users(graph);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof MatMul product) {
        ProductChain chain = new ProductChain(node, product, users, support, within.keySet());
        if (chain.nodes().size() > 1) {
          chain.nodes().forEach(each -> within.put(each, chain));
          chains.put(chain.nodes().getLast(), chain);
        }
      }
    }
  }

  static Graph apply(Graph graph, KernelSupport support) {
    FuseEpilogues fuse = new FuseEpilogues(graph, support);
    return Rewriter.rewrite(graph, fuse.late, fuse::replace);
  }

  private @Nullable List<Tensor> replace(Node node, List<Tensor> in, Graph target) {
    if (!within.containsKey(node)) {
      return null;
    }
    for (int i = 0; i < in.size(); i++) {
      known.put(node.input(i), in.get(i));
    }
    ProductChain chain = chains.get(node);
    return chain == null ? null : List.of(write(chain, node, target));
  }

  /** The fused op, where the last node of the chain was: all operands are known there. */
  private Tensor write(ProductChain chain, Node last, Graph target) {
    List<Tensor> operands = new ArrayList<>();
    for (ProductChain.Operand operand : chain.operands()) {
      Tensor tensor = known.get(operand.tensor());
      if (tensor == null) {
        throw new IllegalStateException("an operand of " + last + " was not seen");
      }
      operands.add(tensor.reshape(operand.shape()));
    }
    Node fused = target.add(chain.op(), operands);
    Tensor kept = chain.kept();
    if (kept != null) {
      late.put(kept, fused.output(1).reshape(kept.shape()));
    }
    return fused.output(0).reshape(last.output(0).shape());
  }
}
