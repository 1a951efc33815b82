package org.gradus.grad;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.pass.Decompose;
import org.jspecify.annotations.Nullable;

/**
 * The backward step of one node, as its rule sees it: what came back, and where to put the rest.
 */
final class BackwardStep {
  /** One term of the gradient of an operand. */
  record Term(Tensor operand, Tensor gradient) {}

  private final Node node;
  private final List<@Nullable Tensor> outputGradients;
  private final Predicate<Tensor> wanted;
  private final List<Term> terms = new ArrayList<>();

  BackwardStep(Node node, List<@Nullable Tensor> outputGradients, Predicate<Tensor> wanted) {
    this.node = node;
    this.outputGradients = outputGradients;
    this.wanted = wanted;
  }

  Node node() {
    return node;
  }

  Graph graph() {
    return node.graph();
  }

  Tensor operand(int index) {
    return node.input(index);
  }

  /** What the rule gave, in its order. */
  List<Term> terms() {
    return terms;
  }

  /** The gradients of the node's outputs; null where the loss does not depend on one. */
  List<@Nullable Tensor> outputGradients() {
    return outputGradients;
  }

  boolean has(int output) {
    return outputGradients.get(output) != null;
  }

  /**
   * The gradient of output 0 of a node that has one; every op of a single output may rely on it.
   */
  Tensor dy() {
    return Objects.requireNonNull(outputGradients.getFirst());
  }

  boolean wants(int operand) {
    return wanted.test(operand(operand));
  }

  /** The gradient of one operand, which is built only if it is wanted. */
  void give(int operand, Supplier<Tensor> gradient) {
    if (wants(operand)) {
      give(operand, gradient.get());
    }
  }

  /** As {@link #give}, summed over the axes along which the op stretched the operand. */
  void giveStretched(int operand, Supplier<Tensor> gradient) {
    give(operand, () -> Stretch.undo(gradient.get(), operand(operand).shape()));
  }

  private void give(int operand, Tensor gradient) {
    Tensor to = operand(operand);
    if (!gradient.spec().equals(to.spec())) {
      throw new IllegalArgumentException(
          "gradients: operand %d of %s is %s, but its gradient is %s"
              .formatted(operand, node, to.spec(), gradient.spec()));
    }
    terms.add(new Term(to, gradient));
  }

  /** The gradients of all wanted operands, derived from the node's decomposition. */
  void decompose() {
    int first = graph().nodes().size();
    List<Tensor> results = Decompose.node(node, node.inputs(), graph());
    List<Tensor> operands = node.inputs().stream().distinct().filter(wanted).toList();
    List<@Nullable Tensor> gradients =
        new Backpropagation(graph(), first, operands).run(results, outputGradients);
    for (int i = 0; i < operands.size(); i++) {
      Tensor gradient = gradients.get(i);
      if (gradient != null) {
        terms.add(new Term(operands.get(i), gradient));
      }
    }
  }
}
