package org.gradus.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Update;
import org.gradus.op.View;

/** Turns a graph into a plan: orders its nodes, gives every value a place, writes the steps. */
public final class Planner {
  private final Graph graph;
  private final Aliases aliases = new Aliases();
  private final List<Node> order;
  private final Placement placement;
  private final Map<Tensor, Buffer> copies = new HashMap<>();

  private Planner(Graph graph, MemoryModel memory) {
    this.graph = graph;
    this.order = Schedule.of(graph, aliases);
    this.placement = new Placement(graph, aliases, order, memory);
  }

  /**
   * Plans {@code graph} for memory laid out as {@code memory} says.
   *
   * @throws IllegalStateException if updates need each other's old values in a circle
   */
  public static Plan plan(Graph graph, MemoryModel memory) {
    return new Planner(graph, memory).plan();
  }

  private Plan plan() {
    List<Tensor> snapshots = snapshotted();
    snapshots.forEach(placement::snapshot);
    List<Long> sizes = placement.assign();
    List<Step> steps = new ArrayList<>();
    List<Plan.Constant> constants = new ArrayList<>();
    for (Tensor tensor : snapshots) {
      Buffer copy = placement.copy(tensor);
      copies.put(tensor, copy);
      steps.add(
          new Step(
              tensor.node().id(),
              new View.Broadcast(tensor.shape()),
              List.of(placement.buffer(tensor)),
              List.of(copy),
              tensor.node().origin()));
    }
    for (Node node : order) {
      if (node.op() instanceof Leaf.Constant constant) {
        constants.add(new Plan.Constant(placement.buffer(node.output(0)), constant.value()));
      } else if (computes(node)) {
        steps.add(step(node));
      }
    }
    return new Plan(graph.variables(), steps, constants, inputs(), outputs(), sizes);
  }

  /**
   * Tensors that are a variable's storage but must keep its old value through an update of it:
   * graph outputs and values assigned to other variables. They are copied first thing in a run.
   */
  private List<Tensor> snapshotted() {
    List<Tensor> tensors = new ArrayList<>(graph.outputs().values());
    for (Node update : graph.updates()) {
      if (update.op() instanceof Update.Assign) {
        tensors.add(update.input(0));
      }
    }
    return tensors.stream()
        .filter(tensor -> aliases.root(tensor).node().op() instanceof Leaf.Read)
        .distinct()
        .toList();
  }

  private boolean computes(Node node) {
    Op op = node.op();
    return !(op instanceof Leaf) && !(op instanceof View && aliases.isAlias(node.output(0)));
  }

  private Step step(Node node) {
    boolean assigns = node.op() instanceof Update.Assign;
    List<Buffer> inputs = new ArrayList<>();
    for (Tensor input : node.inputs()) {
      inputs.add(assigns ? snapshotOr(input) : placement.buffer(input));
    }
    List<Buffer> outputs = node.outputs().stream().map(placement::buffer).toList();
    return new Step(node.id(), node.op(), inputs, outputs, node.origin());
  }

  private Buffer snapshotOr(Tensor tensor) {
    Buffer copy = copies.get(tensor);
    return copy == null ? placement.buffer(tensor) : copy;
  }

  private Map<String, Buffer> inputs() {
    Map<String, Buffer> inputs = new LinkedHashMap<>();
    graph.inputs().forEach((name, tensor) -> inputs.put(name, placement.buffer(tensor)));
    return inputs;
  }

  private Map<String, Buffer> outputs() {
    Map<String, Buffer> outputs = new LinkedHashMap<>();
    graph.outputs().forEach((name, tensor) -> outputs.put(name, snapshotOr(tensor)));
    return outputs;
  }
}
