package org.gradus.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variables;
import org.gradus.op.Leaf;
import org.gradus.op.Update;

/**
 * The order in which the nodes that matter are computed: by id, except that an update comes after
 * everything that reads the old value of what it changes.
 */
final class Schedule {
  private final Graph graph;
  private final Aliases aliases;
  private final Set<Node> live = new HashSet<>();
  private final Map<Node, Integer> waiting = new HashMap<>();
  private final Map<Node, List<Node>> followers = new HashMap<>();

  private Schedule(Graph graph, Aliases aliases) {
    this.graph = graph;
    this.aliases = aliases;
  }

  static List<Node> of(Graph graph, Aliases aliases) {
    Schedule schedule = new Schedule(graph, aliases);
    schedule.findLive();
    schedule.connect();
    return schedule.order();
  }

  private void findLive() {
    Deque<Node> pending = new ArrayDeque<>(graph.updates());
    graph.outputs().values().forEach(output -> pending.add(output.node()));
    graph.inputs().values().forEach(input -> pending.add(input.node()));
    while (!pending.isEmpty()) {
      Node node = pending.pop();
      if (live.add(node)) {
        node.inputs().forEach(input -> pending.push(input.node()));
      }
    }
  }

  private void connect() {
    Map<Variable, List<Node>> readers = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (!live.contains(node)) {
        continue;
      }
      waiting.putIfAbsent(node, 0);
      for (Tensor input : node.inputs()) {
        edge(input.node(), node);
        boolean copied =
            node.op() instanceof Update.Assign; // the planner snapshots what it assigns
        if (!copied && aliases.root(input).node().op() instanceof Leaf.Read read) {
          readers.computeIfAbsent(stored(read.variable()), v -> new ArrayList<>()).add(node);
        }
      }
    }
    for (Node update : graph.updates()) {
      for (String target : Graph.targets((Update) update.op())) {
        for (Node reader : readers.getOrDefault(stored(target), List.of())) {
          if (reader != update) {
            edge(reader, update);
          }
        }
      }
    }
  }

  private Variable stored(String name) {
    Variable variable = graph.variables().get(name);
    Variables.Window window = graph.variables().window(variable);
    return window == null ? variable : window.arena();
  }

  private void edge(Node before, Node after) {
    followers.computeIfAbsent(before, node -> new ArrayList<>()).add(after);
    waiting.merge(after, 1, Integer::sum);
  }

  private List<Node> order() {
    PriorityQueue<Node> ready = new PriorityQueue<>(Comparator.comparingInt(Node::id));
    waiting.forEach(
        (node, count) -> {
          if (count == 0) {
            ready.add(node);
          }
        });
    List<Node> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      Node node = ready.remove();
      order.add(node);
      for (Node follower : followers.getOrDefault(node, List.of())) {
        if (waiting.merge(follower, -1, Integer::sum) == 0) {
          ready.add(follower);
        }
      }
    }
    if (order.size() < live.size()) {
      Node stuck =
          live.stream()
              .filter(node -> !order.contains(node))
              .min(Comparator.comparingInt(Node::id))
              .orElseThrow();
      throw new IllegalStateException(
          stuck + " needs a variable's old value after its update; the updates form a circle");
    }
    return order;
  }
}
