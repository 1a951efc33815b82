package org.gradus.pass;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;

/** How often each tensor of a graph is used, by nodes that are needed and as an output. */
final class Uses {
  private final Map<Tensor, Integer> counts = new HashMap<>();

  Uses(Graph graph) {
    BitSet needed = Rewriter.needed(graph);
    for (Node node : graph.nodes()) {
      if (needed.get(node.id())) {
        node.inputs().forEach(this::count);
      }
    }
    graph.outputs().values().forEach(this::count);
  }

  private void count(Tensor tensor) {
    counts.merge(tensor, 1, Integer::sum);
  }

  int of(Tensor tensor) {
    return counts.getOrDefault(tensor, 0);
  }

  /** Whether the node's operand at {@code index} is used by the node alone, and there once. */
  boolean only(Node node, int index) {
    return of(node.input(index)) == 1;
  }
}
