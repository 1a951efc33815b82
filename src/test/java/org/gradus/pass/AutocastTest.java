package org.gradus.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.op.Fused;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.junit.jupiter.api.Test;

/** Which values of a graph become narrow. */
final class AutocastTest {
  @Test
  void productsAndWhatFollowsThemAreNarrow() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 8, 4);
    Variable first = parameter(graph, "first", 16, 4);
    Variable bias = parameter(graph, "bias", 16);
    Variable last = parameter(graph, "last", 3, 16);
    graph.variables().pack();
    Tensor hidden = x.matmul(graph.read(first), false, true).add(graph.read(bias)).relu();
    graph.output("logits", hidden.matmul(graph.read(last), false, true));
    assertEquals(
        """
        %0 input{x} -> f32[8, 4]
        %1 cast %0 -> bf16[8, 4]
        %2 read{parameters} -> f32[128]
        %3 cast %2 -> bf16[128]
        %4 slice{at=[0]} %3 -> bf16[64]
        %5 reshape %4 -> bf16[16, 4]
        %6 matmul{b^T} %1 %5 -> bf16[8, 16]
        %7 slice{at=[64]} %3 -> bf16[16]
        %8 add %6 %7 -> bf16[8, 16]
        %9 relu %8 -> bf16[8, 16]
        %10 slice{at=[80]} %3 -> bf16[48]
        %11 reshape %10 -> bf16[3, 16]
        %12 matmul{b^T wide} %9 %11 -> f32[8, 3]
        output logits = %12
        """,
        text(Share.apply(Autocast.apply(graph, Precision.BF16))));
  }

  /** What a sum, a loss or an update reads is F32, and what such a value goes back through too. */
  @Test
  void gradientsOfParametersAreWide() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 8, 4);
    Variable weight = parameter(graph, "weight", 4, 4);
    Variable bias = parameter(graph, "bias", 4);
    Tensor hidden = x.matmul(graph.read(weight)).add(graph.read(bias)).relu();
    Tensor loss = hidden.matmul(graph.read(weight)).exp().mean();
    List<Tensor> gradients = Gradients.of(loss, List.of(graph.read(weight), graph.read(bias)));
    graph.output("weight", gradients.get(0));
    graph.output("bias", gradients.get(1));
    Graph mixed = Share.apply(Autocast.apply(graph, Precision.F16));
    List<String> ops =
        mixed.nodes().stream()
            .filter(
                node -> List.of("matmul", "reduce_sum", "relu_gradient").contains(node.op().name()))
            .map(node -> OpText.of(node.op()) + " -> " + node.specs().getFirst())
            .toList();
    assertEquals(
        List.of(
            "matmul -> f16[8, 4]",
            "matmul{wide} -> f32[8, 4]", // its exponential is taken in f32
            "matmul{b^T} -> f16[8, 4]",
            "matmul{a^T wide} -> f32[4, 4]",
            "relu_gradient -> f16[8, 4]",
            "reduce_sum{[0] wide} -> f32[4]",
            "matmul{a^T wide} -> f32[4, 4]"),
        ops);
    mixed.outputs().values().forEach(output -> assertEquals(DType.F32, output.dtype()));
  }

  /** A norm between two products takes and gives narrow values; its statistics stay F32. */
  @Test
  void normsFollowTheirMatrix() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 8, 4);
    Tensor weight = graph.read(parameter(graph, "weight", 4, 4));
    Tensor scale = graph.read(parameter(graph, "scale", 4));
    Tensor shift = graph.read(parameter(graph, "shift", 4));
    Tensor product = x.matmul(weight);
    Node norm = graph.add(new Fused.BatchNorm(1e-5), List.of(product, scale, shift));
    graph.output("y", norm.output(0).relu().matmul(weight));
    graph.output("mean", norm.output(1));
    Graph mixed = Autocast.apply(graph, Precision.BF16);
    Optional<Node> mixedNorm =
        mixed.nodes().stream().filter(node -> node.op() instanceof Fused.BatchNorm).findFirst();
    assertEquals(
        List.of(
            TensorSpec.of(DType.BF16, 8, 4),
            TensorSpec.of(DType.F32, 4),
            TensorSpec.of(DType.F32, 4)),
        mixedNorm.orElseThrow().specs());
  }

  /** Where one operand has to be F32, so is the result: nothing is rounded for nothing. */
  @Test
  void unlikeOperandsMeetInF32() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 8, 4);
    Tensor weight = graph.read(parameter(graph, "weight", 4, 4));
    graph.output("y", x.matmul(weight).add(x));
    Graph mixed = Autocast.apply(graph, Precision.BF16);
    Tensor y = Objects.requireNonNull(mixed.outputs().get("y"));
    assertEquals(DType.F32, y.dtype());
    assertEquals("matmul{wide}", OpText.of(y.node().input(0).node().op()));
  }

  @Test
  void tf32ChangesNothingButProducts() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 8, 4);
    graph.output("y", x.matmul(x, true, false).exp());
    Graph rounded = Autocast.apply(graph, Precision.TF32);
    assertEquals(
        """
        %0 input{x} -> f32[8, 4]
        %1 matmul{a^T tf32} %0 %0 -> f32[4, 4]
        %2 exp %1 -> f32[4, 4]
        output y = %2
        """,
        text(rounded));
    assertSame(graph, Autocast.apply(graph, Precision.F32));
    KernelSupport none = (op, inputs) -> !OpText.of(op).contains("tf32");
    assertEquals(text(graph), text(Passes.standard(rounded, none)), "a device without TF32");
  }

  private static Variable parameter(Graph graph, String name, int... dims) {
    TensorSpec spec = new TensorSpec(DType.F32, Shape.of(dims));
    return graph.variables().declare(name, spec, Role.PARAMETER, Initial.ZEROS);
  }

  private static String text(Graph graph) {
    return GraphText.of(graph)
        .lines()
        .map(line -> line.replaceFirst(" +at .*", ""))
        .reduce("", (a, b) -> a + b + "\n");
  }
}
