package org.gradus.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Node;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable.Role;
import org.gradus.op.Custom;
import org.gradus.op.CustomOp;
import org.gradus.op.DType;
import org.gradus.op.Leaf;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What gradients are made of, and what is refused. */
class GradientFormTest {
  private static final Origin LINE = new Origin("Mnist.java", 41);

  private final Graph graph = new Graph();
  private final Tensor x = graph.input("x", DType.F32, 4, 3);

  @Test
  void matmulsAreTransposedNeverPermuted() {
    Tensor w = graph.input("w", DType.F32, 3, 2);
    for (boolean a : List.of(false, true)) {
      for (boolean b : List.of(false, true)) {
        Tensor left = a ? graph.input("left" + b, DType.F32, 3, 4) : x;
        Tensor right = b ? graph.input("right" + a, DType.F32, 2, 3) : w;
        Tensor loss = left.matmul(right, a, b).sum();
        Gradients.of(loss, List.of(left, right));
      }
    }
    assertEquals(
        0, graph.nodes().stream().filter(node -> node.op() instanceof View.Permute).count());
  }

  @Test
  void onlyNodesBetweenLossAndWantedTensorsAreVisited() {
    Tensor y = x.tanh();
    Tensor loss = y.multiply(x.exp()).sum();
    int before = graph.nodes().size();
    Tensor gradient = Gradients.of(loss, List.of(y)).getFirst();
    // The seed, its broadcast and the product; nothing for x, tanh or exp.
    assertEquals(before + 3, graph.nodes().size());
    assertEquals(y.spec(), gradient.spec());
  }

  @Test
  void aTensorTheLossDoesNotDependOnGetsZeros() {
    Tensor other = graph.input("other", DType.F32, 7);
    Tensor gradient = Gradients.of(x.sum(), List.of(other)).getFirst();
    assertEquals(new Leaf.Constant(0, TensorSpec.of(DType.F32, 7)), gradient.node().op());
    Tensor stopped = Gradients.of(x.argMax(1).cast(DType.F32).sum(), List.of(x)).getFirst();
    assertEquals(new Leaf.Constant(0, x.spec()), stopped.node().op());
  }

  @Test
  void gradientNodesKeepTheLineOfTheirCause() {
    Tensor y = graph.at(LINE, () -> x.square());
    Tensor gradient = Gradients.of(y.sum(), List.of(x)).getFirst();
    assertEquals("square_gradient", gradient.node().op().name());
    assertEquals(LINE, gradient.node().origin());
  }

  @Test
  void theLossMustBeAFloatScalar() {
    Tensor loss = graph.at(LINE, () -> x.exp());
    assertMessage(
        "gradients: the loss must be a floating-point scalar, not f32[4, 3] of %1 exp at"
            + " Mnist.java:41",
        loss, List.of(x));
  }

  @Test
  void wantedTensorsMustBeFloatsOfTheSameGraph() {
    Tensor labels = graph.at(LINE, () -> graph.input("labels", DType.I32, 4));
    assertMessage(
        "gradients: only floating-point tensors have them, not i32[4] of %1 input at Mnist.java:41",
        x.sum(), List.of(labels));
    Graph another = new Graph();
    Tensor foreign = another.at(LINE, () -> another.input("x", DType.F32, 4));
    assertMessage(
        "gradients: %0 input at Mnist.java:41 belongs to another graph than the loss",
        x.sum(), List.of(foreign));
  }

  @Test
  void updatesCannotBeDifferentiated() {
    graph.variables().declare("w", x.spec(), Role.PARAMETER, Initial.ZEROS);
    Tensor ok = graph.constant(1, DType.U8);
    Node update = graph.at(LINE, () -> graph.update(new Update.Assign("w"), x, ok));
    assertMessage(
        "gradients: an update cannot be differentiated: %2 assign at Mnist.java:41 of variable 'w'",
        update.output(0).sum(), List.of(x));
  }

  @Test
  void aCustomOpWithoutGradientIsNamed() {
    Tensor y = graph.at(LINE, () -> x.apply(new Custom(new Opaque())));
    assertMessage(
        "gradients: %1 opaque at Mnist.java:41 has no gradient:"
            + " org.gradus.grad.GradientFormTest$Opaque does not implement CustomGradient",
        y.sum(), List.of(x));
  }

  @Test
  void aCustomGradientIsUsedAndChecked() {
    Tensor y = x.apply(new Custom(new Halved(1)));
    Tensor gradient = Gradients.of(y.sum(), List.of(x)).getFirst();
    assertEquals("multiply", gradient.node().op().name());
    Tensor z = graph.at(LINE, () -> x.apply(new Custom(new Halved(2))));
    assertMessage(
        "gradients: %"
            + z.node().id()
            + " halved at Mnist.java:41 has 1 operands,"
            + " but its gradient returned 2 tensors",
        z.sum(),
        List.of(x));
    Tensor w = graph.at(LINE, () -> x.apply(new Custom(new Halved(0))));
    assertMessage(
        "gradients: operand 0 of %"
            + w.node().id()
            + " halved at Mnist.java:41 is f32[4, 3],"
            + " but its gradient is f32[]",
        w.sum(),
        List.of(x));
  }

  private static void assertMessage(String message, Tensor loss, List<Tensor> wanted) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Gradients.of(loss, wanted));
    assertEquals(message, e.getMessage());
  }

  private record Opaque() implements CustomOp {
    @Override
    public String name() {
      return "opaque";
    }

    @Override
    public List<TensorSpec> outputs(List<TensorSpec> inputs) {
      return inputs;
    }
  }

  /** Half of its operand; {@code terms} 1 is right, 2 are too many, 0 has the wrong shape. */
  private record Halved(int terms) implements CustomGradient {
    @Override
    public String name() {
      return "halved";
    }

    @Override
    public List<TensorSpec> outputs(List<TensorSpec> inputs) {
      return inputs;
    }

    @Override
    public List<@Nullable Tensor> gradient(Node node, List<@Nullable Tensor> outputGradients) {
      Tensor dy = Objects.requireNonNull(outputGradients.getFirst());
      Tensor half = dy.multiply(0.5);
      return terms == 0 ? List.of(half.sum()) : Collections.nCopies(terms, half);
    }
  }
}
