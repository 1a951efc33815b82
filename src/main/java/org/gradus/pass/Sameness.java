package org.gradus.pass;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;

/** Whether two graphs are the same but for origins. */
final class Sameness {
  private record Place(int node, int output) {}

  private Sameness() {}

  static boolean of(Graph a, Graph b) {
    if (a.nodes().size() != b.nodes().size() || !outputs(a).equals(outputs(b))) {
      return false;
    }
    for (int id = 0; id < a.nodes().size(); id++) {
      Node left = a.nodes().get(id);
      Node right = b.nodes().get(id);
      if (!left.op().equals(right.op()) || !places(left).equals(places(right))) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, Place> outputs(Graph graph) {
    return graph.outputs().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, output -> place(output.getValue())));
  }

  private static List<Place> places(Node node) {
    return node.inputs().stream().map(Sameness::place).toList();
  }

  private static Place place(Tensor tensor) {
    return new Place(tensor.node().id(), tensor.index());
  }
}
