package org.gradus.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.nn.Scope;
import org.gradus.op.Leaf;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * A graph in TensorFlow's GraphDef, for TensorBoard's graph tab: a box for each layer, in it its
 * ops, on the edges the shapes.
 */
final class GraphDefinition {
  /** The versions of GraphDef: one of TensorFlow 2. */
  private static final int PRODUCER = 22;

  private final List<Scope.Row> innermostFirst;
  private final Map<String, String> boxes = new HashMap<>();
  private final Map<Node, String> names = new HashMap<>();
  private final Map<String, Integer> taken = new HashMap<>();

  private GraphDefinition(List<Scope.Row> rows) {
    innermostFirst = new ArrayList<>(rows);
    innermostFirst.sort(Comparator.comparingInt((Scope.Row row) -> row.name().length()).reversed());
    rows.forEach(row -> boxes.put(row.name(), kind(row.layer())));
  }

  /**
   * The definition of all nodes.
   *
   * @param rows the layers that were written, whose nodes are put into boxes
   */
  static byte[] of(Graph graph, List<Scope.Row> rows) {
    GraphDefinition definition = new GraphDefinition(rows);
    Protobuf message = new Protobuf();
    for (Node node : graph.nodes()) {
      message.message(1, definition.node(node));
    }
    return message.message(4, new Protobuf().varint(1, PRODUCER)).toBytes();
  }

  private Protobuf node(Node node) {
    String name = unique(box(node) + own(node));
    names.put(node, name);
    Protobuf message = new Protobuf().text(1, name).text(2, kindOf(node));
    for (Tensor input : node.inputs()) {
      String from = Objects.requireNonNull(names.get(input.node()), "operands come first");
      message.text(3, input.index() == 0 ? from : from + ":" + input.index());
    }
    Protobuf shapes = new Protobuf();
    node.specs().forEach(spec -> shapes.message(7, shape(spec.shape())));
    message.message(5, attribute("_output_shapes", new Protobuf().message(1, shapes)));
    if (!node.specs().isEmpty()) {
      Protobuf type = new Protobuf().varint(6, type(node.specs().getFirst()));
      message.message(5, attribute("dtype", type));
    }
    String origin = node.origin().toString();
    return message.message(5, attribute("origin", new Protobuf().text(2, origin)));
  }

  private static Protobuf attribute(String name, Protobuf value) {
    return new Protobuf().text(1, name).message(2, value);
  }

  private static Protobuf shape(Shape shape) {
    Protobuf message = new Protobuf();
    for (int extent : shape.dims()) {
      message.message(2, new Protobuf().varint(1, extent));
    }
    return message;
  }

  // The numbers are TensorFlow's DataType.
  private static int type(TensorSpec spec) {
    return switch (spec.dtype()) {
      case F32 -> 1;
      case F64 -> 2;
      case I32 -> 3;
      case U8 -> 4;
      case BF16 -> 14;
      case F16 -> 19;
    };
  }

  private String unique(String name) {
    int before = taken.merge(name, 1, Integer::sum) - 1;
    return before == 0 ? name : unique(name + "_" + before);
  }

  private static String own(Node node) {
    String name = node.op().name();
    if (node.op() instanceof Leaf.Input input) {
      name = input.input();
    } else if (node.op() instanceof Leaf.Read read) {
      name = last(read.variable());
    }
    return name.replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  private static String kindOf(Node node) {
    if (node.op() instanceof Leaf.Input) {
      return "Placeholder";
    }
    return node.op() instanceof Leaf.Read ? "Variable" : node.op().name();
  }

  /** The boxes a node lies in, such as {@code 2.Sequential/0.Dense/}. */
  private String box(Node node) {
    Scope.Row row = rowOf(node);
    if (row == null) {
      return "";
    }
    StringBuilder box = new StringBuilder();
    String path = "";
    for (String part : row.name().split("\\.")) {
      path = path.isEmpty() ? part : path + "." + part;
      String kind = boxes.get(path);
      box.append(kind == null ? part : part + "." + kind).append('/');
    }
    return box.toString();
  }

  private Scope.@Nullable Row rowOf(Node node) {
    for (Scope.Row row : innermostFirst) {
      if (row.first() <= node.id() && node.id() <= row.value().node().id()) {
        return row;
      }
    }
    return null;
  }

  private static String kind(String layer) {
    return layer.replaceAll("\\(.*", "").replaceAll("[^A-Za-z0-9_]", "_");
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
