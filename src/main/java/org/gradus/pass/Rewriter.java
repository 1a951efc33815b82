package org.gradus.pass;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variables;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.jspecify.annotations.Nullable;

/**
 * Writes a graph anew, node by node, with whatever a rule puts in a node's place.
 *
 * <p>Nodes are visited in the order of their ids, so a rule sees operands that are rewritten
 * already. New nodes keep the origin of the node they stand for. Nodes that no output and no update
 * needs are dropped, before and after; inputs stay declared even if nothing reads them, so that the
 * host feeds every version of a graph alike.
 */
public final class Rewriter {
  /** What takes a node's place. */
  @FunctionalInterface
  public interface Rule {
    /**
     * The tensors that stand for {@code node}'s outputs, or null to copy the node.
     *
     * @param node the node in the graph that is read
     * @param operands its rewritten operands, in the graph that is written
     * @param target the graph that is written
     */
    @Nullable List<Tensor> replace(Node node, List<Tensor> operands, Graph target);
  }

  private final Graph source;
  private final Graph target;
  private final Rule rule;
  private final List<List<Tensor>> rewritten = new ArrayList<>();

  /** What stands for tensors of the source instead of what their nodes were replaced by. */
  private final Map<Tensor, Tensor> late;

  private Rewriter(Graph source, Variables variables, Map<Tensor, Tensor> late, Rule rule) {
    this.source = source;
    this.target = new Graph(variables);
    this.late = late;
    this.rule = rule;
  }

  /**
   * The graph with {@code rule} applied to every node that is needed.
   *
   * @throws IllegalStateException if the rule changes the type or shape of an output
   */
  public static Graph rewrite(Graph source, Rule rule) {
    return rewrite(source, Map.of(), rule);
  }

  /**
   * As {@link #rewrite(Graph, Rule)} for rules that find out late what stands for a tensor.
   *
   * @param late tensors of the source and what stands for them from then on, to be filled by the
   *     rule; nodes that it visited before have what they were given
   */
  static Graph rewrite(Graph source, Map<Tensor, Tensor> late, Rule rule) {
    return sweep(new Rewriter(source, source.variables(), late, checked(rule)).run());
  }

  /** The graph without the nodes that no output and no update needs. */
  public static Graph sweep(Graph source) {
    BitSet needed = needed(source);
    return needed.cardinality() == source.nodes().size()
        ? source
        : new Rewriter(source, source.variables(), Map.of(), (node, operands, target) -> null)
            .run();
  }

  /** As {@link #rewrite}, over other variables and free to change element types. */
  static Graph rewrite(Graph source, Variables variables, Rule rule) {
    return sweep(new Rewriter(source, variables, Map.of(), rule).run());
  }

  /** The ids of the nodes that outputs and updates need, and of all inputs. */
  static BitSet needed(Graph graph) {
    BitSet needed = new BitSet(graph.nodes().size());
    graph.inputs().values().forEach(input -> needed.set(input.node().id()));
    graph.outputs().values().forEach(output -> needed.set(output.node().id()));
    graph.updates().forEach(update -> needed.set(update.id()));
    for (int id = graph.nodes().size() - 1; id >= 0; id--) {
      if (needed.get(id)) {
        graph.nodes().get(id).inputs().forEach(input -> needed.set(input.node().id()));
      }
    }
    return needed;
  }

  private Graph run() {
    BitSet needed = needed(source);
    for (Node node : source.nodes()) {
      rewritten.add(needed.get(node.id()) ? visit(node) : List.of());
    }
    for (Map.Entry<String, Tensor> output : source.outputs().entrySet()) {
      target.output(output.getKey(), operand(output.getValue()));
    }
    return target;
  }

  private List<Tensor> visit(Node node) {
    List<Tensor> operands = node.inputs().stream().map(this::operand).toList();
    return target.at(
        node.origin(),
        () -> {
          List<Tensor> replacement = rule.replace(node, operands, target);
          return replacement == null ? copy(node.op(), operands, target) : replacement;
        });
  }

  private static Rule checked(Rule rule) {
    return (node, operands, target) -> {
      List<Tensor> replacement = rule.replace(node, operands, target);
      if (replacement != null) {
        List<TensorSpec> specs = replacement.stream().map(Tensor::spec).toList();
        if (!specs.equals(node.specs())) {
          throw new IllegalStateException(
              "a pass put %s in place of %s, which yields %s".formatted(specs, node, node.specs()));
        }
      }
      return replacement;
    };
  }

  private Tensor operand(Tensor old) {
    Tensor found = late.get(old);
    return found != null ? found : rewritten.get(old.node().id()).get(old.index());
  }

  /** Appends {@code op} to {@code target}, through the door its kind has there. */
  static List<Tensor> copy(Op op, List<Tensor> operands, Graph target) {
    return switch (op) {
      case Leaf.Input input -> List.of(target.input(input.input(), input.spec()));
      case Leaf.Read read -> List.of(target.read(target.variables().get(read.variable())));
      case Update update -> target.update(update, operands.toArray(Tensor[]::new)).outputs();
      case Leaf.Constant _,
          View _,
          Elementwise _,
          Reduce _,
          Contract _,
          Index _,
          Fused _,
          Custom _ ->
          target.add(op, operands).outputs();
    };
  }
}
