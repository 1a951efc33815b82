package org.gradus.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Node;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Leaf;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.oracle.Oracle;
import org.junit.jupiter.api.Test;

/** The rewriter, sharing, retyping and decomposing; and that no pass changes a result. */
class PassesTest {
  private static final Origin LINE = new Origin("Mnist.java", 41);

  private final Graph graph = new Graph();

  @Test
  void whatNobodyNeedsIsDroppedButInputsStay() {
    Tensor x = graph.input("x", DType.F32, 2);
    graph.input("unused", DType.F32, 3);
    x.exp();
    graph.output("y", x.square());
    Graph swept = Rewriter.sweep(graph);
    assertEquals(List.of("input", "input", "square"), names(swept));
    assertEquals(List.of("x", "unused"), List.copyOf(swept.inputs().keySet()));
    assertSame(swept, Rewriter.sweep(swept));
  }

  @Test
  void originsUpdatesAndVariablesAreKept() {
    Variable w =
        graph.variables().declare("w", TensorSpec.of(DType.F32, 2), Role.PARAMETER, Initial.ZEROS);
    Tensor twice = graph.at(LINE, () -> graph.read(w).multiply(2));
    graph.update(new Update.Assign("w"), twice, graph.constant(1, DType.U8));
    Graph copy = Rewriter.rewrite(graph, (node, operands, target) -> null);
    assertSame(graph.variables(), copy.variables());
    assertEquals(1, copy.updates().size());
    assertEquals(LINE, copy.updates().getFirst().input(0).node().origin());
    assertEquals(GraphText.of(graph), GraphText.of(copy));
  }

  @Test
  void aRuleMayNotChangeSpecs() {
    Tensor x = graph.input("x", DType.F32, 2);
    graph.output("y", graph.at(LINE, x::exp));
    Exception e =
        assertThrows(
            IllegalStateException.class,
            () ->
                Rewriter.rewrite(
                    graph,
                    (node, in, target) ->
                        node.inputs().isEmpty() ? null : List.of(in.getFirst().sum())));
    assertEquals(
        "a pass put [f32[]] in place of %1 exp at Mnist.java:41, which yields [f32[2]]",
        e.getMessage());
  }

  @Test
  void equalExpressionsAreComputedOnce() {
    Tensor x = graph.input("x", DType.F32, 2);
    graph.output("y", x.exp().add(1).multiply(x.exp().add(1)));
    assertEquals(List.of("input", "exp", "constant", "add", "multiply"), names(Share.apply(graph)));
  }

  @Test
  void dropoutsOfTwoStreamsAreNeverOne() {
    Tensor x = graph.input("x", DType.F32, 2);
    Tensor step = graph.constant(0, DType.I32);
    graph.output("y", x.dropout(0.5, 1, 0, step).add(x.dropout(0.5, 1, 1, step)));
    graph.output("z", x.dropout(0.5, 1, 0, step));
    assertEquals(
        List.of("input", "constant", "dropout", "dropout", "add"), names(Share.apply(graph)));
  }

  @Test
  void retypingReachesVariablesInputsConstantsAndTargets() {
    Variable w =
        graph.variables().declare("w", TensorSpec.of(DType.F32, 3), Role.PARAMETER, Initial.ZEROS);
    Tensor labels = graph.input("labels", DType.I32, 2);
    Tensor x = graph.input("x", DType.F32, 2, 3);
    Tensor y = x.add(graph.read(w)).add(0.1).add(labels.oneHot(3, DType.F32));
    Tensor z = y.add(graph.input("pixels", DType.U8, 2, 3).cast(DType.F32));
    graph.output("y", z.add(x.cast(DType.F64).cast(DType.F32)));
    Graph wide = Retype.apply(graph, DType.F32, DType.F64);
    assertEquals(DType.F64, wide.variables().get("w").spec().dtype());
    for (Node node : wide.nodes()) {
      assertEquals(false, node.specs().getFirst().dtype() == DType.F32, node::toString);
    }
    assertEquals(1, wide.nodes().stream().filter(n -> n.op() instanceof Elementwise.Cast).count());
    assertEquals(
        List.of(0.1),
        wide.nodes().stream()
            .filter(n -> n.op() instanceof Leaf.Constant)
            .map(n -> ((Leaf.Constant) n.op()).value())
            .toList());
  }

  @Test
  void primitivesHaveNoDecomposition() {
    Tensor x = graph.input("x", DType.F32, 2);
    Node dropout = x.dropout(0.5, 1, 0, graph.constant(0, DType.I32)).node();
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> Decompose.node(dropout, dropout.inputs(), graph));
    assertEquals("dropout: a primitive op; no other can draw its random bits", e.getMessage());
    Node exp = x.exp().node();
    Exception other =
        assertThrows(
            IllegalArgumentException.class, () -> Decompose.node(exp, exp.inputs(), graph));
    assertEquals("exp: a primitive op; it has no decomposition", other.getMessage());
  }

  @Test
  void onlyWhatTheDeviceLacksIsDecomposed() {
    Tensor x = graph.input("x", DType.F32, 2, 3);
    graph.output("y", x.softmax().logSoftmax());
    Graph result = Decompose.apply(graph, (op, in) -> !(op instanceof Fused.Softmax));
    assertEquals(
        List.of("input", "reduce_max", "subtract", "exp", "reduce_sum", "divide", "log_softmax"),
        names(result));
  }

  @Test
  void noPassChangesAResult() {
    Map<String, double[]> fed = model();
    double[] expected = values(graph, fed);
    Map<String, Graph> passed =
        Map.of(
            "simplify", Simplify.apply(graph),
            "share", Share.apply(graph),
            "fuse", Fuse.apply(graph, KernelSupport.ALL),
            "decompose", Decompose.all(graph),
            "standard", Passes.standard(graph, KernelSupport.ALL),
            "standard without fused kernels", Passes.standard(graph, (op, in) -> false));
    passed.forEach(
        (name, result) -> {
          double[] actual = values(result, fed);
          for (int i = 0; i < expected.length; i++) {
            // Sums of at most 20 terms in another order.
            double tolerance = 0x1p-53 * 100 * (1 + Math.abs(expected[i]));
            assertEquals(expected[i], actual[i], tolerance, name + " at " + i);
          }
        });
  }

  /** A little of everything that passes look for, twice over. */
  private Map<String, double[]> model() {
    Tensor x = graph.input("x", DType.F64, 4, 3);
    Tensor w = graph.input("w", DType.F64, 5, 3);
    Tensor b = graph.input("b", DType.F64, 5);
    Tensor labels = graph.input("labels", DType.I32, 4);
    Tensor hidden = x.matmul(w.transpose()).add(b).relu();
    Tensor again = x.matmul(w, false, true).add(b).reshape(2, 2, 5).relu().reshape(4, 5);
    Tensor scaled = hidden.add(again).multiply(1).subtract(0).negate().negate();
    Tensor stretched = scaled.multiply(b.broadcast(scaled.shape())).divide(2);
    Tensor log = stretched.logSoftmax();
    Tensor hot = labels.oneHot(5, DType.F64);
    graph.output("by hand", hot.multiply(log).sum(1).negate().mean());
    Tensor dlog = hot.multiply(-0.25);
    graph.output(
        "its gradient", dlog.subtract(log.exp().multiply(dlog.fold(FoldKind.SUM, true, 1))));
    Node loss = graph.add(new Fused.SoftmaxCrossEntropy(1), List.of(stretched, labels));
    graph.output("fused", loss.output(0).mean());
    graph.output("its scaled gradient", loss.output(1).multiply(0.25));
    Map<String, double[]> fed = new HashMap<>();
    Random random = new Random(7);
    for (Tensor input : List.of(x, w, b)) {
      String name = ((Leaf.Input) input.node().op()).input();
      fed.put(name, random.doubles(input.shape().intSize(), -1, 1).toArray());
    }
    fed.put("labels", new double[] {4, 0, 2, 2});
    return fed;
  }

  private static double[] values(Graph graph, Map<String, double[]> fed) {
    Oracle oracle = new Oracle(fed);
    return graph.outputs().values().stream()
        .map(oracle::value)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static List<String> names(Graph graph) {
    return graph.nodes().stream().map(node -> node.op().name()).toList();
  }
}
