package org.gradus.pass;

import java.util.Map;
import java.util.stream.Collectors;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.TensorSpec;

/** Graphs as text, a line a node: id, op, operands, results and the user's line. */
public final class GraphText {
  private GraphText() {}

  /** The text of {@code graph}; two builds of one model have the same. */
  public static String of(Graph graph) {
    StringBuilder text = new StringBuilder();
    for (Node node : graph.nodes()) {
      text.append(line(node)).append("  at ").append(node.origin()).append('\n');
    }
    for (Map.Entry<String, Tensor> output : graph.outputs().entrySet()) {
      text.append("output ").append(output.getKey()).append(" = ");
      text.append(handle(output.getValue())).append('\n');
    }
    return text.toString();
  }

  /** One node without its origin, such as {@code %7 matmul{b^T} %3 %5 -> f32[32, 10]}. */
  static String line(Node node) {
    StringBuilder text = new StringBuilder("%" + node.id() + " " + OpText.of(node.op()));
    node.inputs().forEach(input -> text.append(' ').append(handle(input)));
    return text.append(
            node.specs().stream()
                .map(TensorSpec::toString)
                .collect(Collectors.joining(", ", " -> ", "")))
        .toString();
  }

  /** The node's id, with the output's number where the node has more than one. */
  private static String handle(Tensor tensor) {
    String id = "%" + tensor.node().id();
    return tensor.node().specs().size() == 1 ? id : id + "." + tensor.index();
  }
}
