package org.gradus.pass;

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

/** Who uses each tensor of a graph, among the nodes that are needed. */
final class Users {
  private final Map<Tensor, List<Node>> nodes = new HashMap<>();
  private final Set<Tensor> outputs;

  Users(Graph graph) {
    BitSet needed = Rewriter.needed(graph);
    for (Node node : graph.nodes()) {
      if (needed.get(node.id())) {
        node.inputs().forEach(x -> nodes.computeIfAbsent(x, _ -> new ArrayList<>()).add(node));
      }
    }
    outputs = new HashSet<>(graph.outputs().values());
  }

  /** The nodes, in the order of their ids; one that uses a tensor twice is there twice. */
  List<Node> of(Tensor tensor) {
    return nodes.getOrDefault(tensor, List.of());
  }

  /** The one use of a tensor that is no output of the graph; null if there are none or more. */
  @Nullable Node only(Tensor tensor) {
    List<Node> users = of(tensor);
    return users.size() == 1 && !outputs.contains(tensor) ? users.getFirst() : null;
  }
}
