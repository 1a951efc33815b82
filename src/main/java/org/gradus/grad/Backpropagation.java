package org.gradus.grad;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One sweep from results back to the tensors whose gradients are wanted, over the nodes from {@code
 * first} on; tensors of earlier nodes are taken as given.
 */
final class Backpropagation {
  private final List<Node> nodes;
  private final int first;
  private final List<Tensor> wanted;
  private final Set<Tensor> targets;
  private final BitSet dependent; // nodes with an output that depends on a wanted tensor
  private final Map<Tensor, Tensor> gradients = new HashMap<>();

  Backpropagation(Graph graph, int first, List<Tensor> wanted) {
    this.nodes = List.copyOf(graph.nodes()); // without those the sweep is about to append
    this.first = first;
    this.wanted = wanted;
    this.targets = new HashSet<>(wanted);
    this.dependent = new BitSet(nodes.size());
    for (Node node : nodes.subList(first, nodes.size())) {
      dependent.set(node.id(), node.inputs().stream().anyMatch(this::leadsToTarget));
    }
  }

  /** The gradient of each wanted tensor; null where no result depends on it. */
  List<@Nullable Tensor> run(
      List<Tensor> results, List<? extends @Nullable Tensor> resultGradients) {
    for (int i = 0; i < results.size(); i++) {
      Tensor gradient = resultGradients.get(i);
      if (gradient != null) {
        accumulate(results.get(i), gradient);
      }
    }
    for (int id = nodes.size() - 1; id >= first; id--) {
      if (dependent.get(id)) {
        visit(nodes.get(id));
      }
    }
    List<@Nullable Tensor> found = new ArrayList<>();
    for (Tensor tensor : wanted) {
      found.add(gradients.get(tensor));
    }
    return found;
  }

  private void visit(Node node) {
    List<@Nullable Tensor> outputGradients = new ArrayList<>();
    boolean any = false;
    for (Tensor output : node.outputs()) {
      Tensor gradient = gradients.get(output);
      outputGradients.add(gradient);
      any |= gradient != null;
    }
    if (!any) {
      return;
    }
    node.graph()
        .at(
            node.origin(),
            () -> {
              BackwardStep step = new BackwardStep(node, outputGradients, this::leadsToTarget);
              Rules.apply(step);
              step.terms().forEach(term -> accumulate(term.operand(), term.gradient()));
              return node;
            });
  }

  private void accumulate(Tensor tensor, Tensor gradient) {
    gradients.merge(tensor, gradient, Tensor::add);
  }

  private boolean leadsToTarget(Tensor tensor) {
    return targets.contains(tensor)
        || (tensor.dtype().isFloat()
            && tensor.node().id() >= first
            && dependent.get(tensor.node().id()));
  }
}
