package org.gradus.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.UnaryGradient;
import org.gradus.op.Fused;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.UnaryKind;
import org.junit.jupiter.api.Test;

/** What is fused, and what is left alone because somebody else wants it. */
class FuseTest {
  private final Graph graph = new Graph();
  private final Tensor x = graph.input("x", DType.F32, 4, 3);
  private final Tensor w = graph.input("w", DType.F32, 5, 3);
  private final Tensor bias = graph.input("bias", DType.F32, 5);
  private final Tensor labels = graph.input("labels", DType.I32, 4);

  @Test
  void biasAndActivationJoinTheProduct() {
    graph.output("y", x.matmul(w, false, true).add(bias).unary(UnaryKind.GELU));
    becomes("matmul_bias_gelu{b^T} %0 %1 %2 -> f32[4, 5]");
  }

  @Test
  void theBiasMayStandOnTheLeft() {
    graph.output("y", bias.add(x.matmul(w, false, true)));
    becomes("matmul_bias{b^T} %0 %1 %2 -> f32[4, 5]");
  }

  @Test
  void theActivationMayFollowAReshape() {
    graph.output("y", x.matmul(w, false, true).add(bias).reshape(2, 2, 5).relu());
    becomes("matmul_bias_relu{b^T} %0 %1 %2 -> f32[4, 5]", "reshape %4 -> f32[2, 2, 5]");
  }

  @Test
  void aProductThatIsWantedElsewhereStays() {
    Tensor product = x.matmul(w, false, true);
    graph.output("y", product.add(bias));
    graph.output("product", product);
    becomes("matmul{b^T} %0 %1 -> f32[4, 5]", "add %4 %2 -> f32[4, 5]");
  }

  @Test
  void anArgumentTheBackwardPassWantsIsKept() {
    Tensor sum = x.matmul(w, false, true).add(bias);
    graph.output("y", sum.unary(UnaryKind.GELU));
    graph.output("dy", sum.apply(new UnaryGradient(UnaryKind.GELU, 0), sum));
    becomes(
        "matmul_bias_keep_gelu{b^T} %0 %1 %2 -> f32[4, 5], f32[4, 5]",
        "gelu_gradient %4.1 %4.1 -> f32[4, 5]");
  }

  @Test
  void anArgumentThatIsWantedBeforeTheActivationStays() {
    Tensor sum = x.matmul(w, false, true).add(bias);
    Tensor other = sum.square();
    graph.output("y", sum.tanh().multiply(other));
    becomes(
        "matmul_bias{b^T} %0 %1 %2 -> f32[4, 5]",
        "square %4 -> f32[4, 5]", "tanh %4 -> f32[4, 5]", "multiply %6 %5 -> f32[4, 5]");
  }

  @Test
  void whatIsAddedJoinsBeforeOrAfterTheActivation() {
    Tensor other = graph.input("other", DType.F32, 4, 5);
    Tensor v = graph.input("v", DType.F32, 4, 3);
    graph.output("before", x.matmul(w, false, true).add(other).relu());
    graph.output("after", other.add(v.matmul(w, false, true).tanh()));
    becomes(
        "input{other} -> f32[4, 5]",
        "input{v} -> f32[4, 3]",
        "matmul_add_relu{b^T} %0 %1 %4 -> f32[4, 5]",
        "matmul_tanh_add{b^T} %5 %1 %4 -> f32[4, 5]");
  }

  @Test
  void whatHasAnotherShapeIsNotFused() {
    graph.output("y", x.matmul(w, false, true).add(graph.input("other", DType.F32, 4, 1)).relu());
    becomes(
        "matmul{b^T} %0 %1 -> f32[4, 5]",
        "input{other} -> f32[4, 1]", "add %4 %5 -> f32[4, 5]", "relu %6 -> f32[4, 5]");
  }

  @Test
  void aChainRuleJoinsTheProductThatMakesItsGradient() {
    Tensor saved = graph.input("saved", DType.F32, 2, 2, 5);
    Tensor dy = x.matmul(w, false, true).reshape(2, 2, 5);
    graph.output("dx", saved.apply(new UnaryGradient(UnaryKind.TANH, 0), dy));
    becomes(
        "input{saved} -> f32[2, 2, 5]",
        "reshape %4 -> f32[4, 5]",
        "matmul_tanh_gradient{b^T} %0 %1 %5 -> f32[4, 5]",
        "reshape %6 -> f32[2, 2, 5]");
  }

  @Test
  void aProductIsCastAsItIsStored() {
    Tensor half = x.cast(DType.BF16);
    graph.output("y", half.matmul(w.cast(DType.BF16), false, true).cast(DType.F32));
    becomes(
        "cast %0 -> bf16[4, 3]", "cast %1 -> bf16[5, 3]", "matmul_to_f32{b^T} %4 %5 -> f32[4, 5]");
  }

  @Test
  void sumsOfRowsComeFromTheProductThatReadsThem() {
    graph.output("sums", x.sum(0));
    graph.output("y", x.matmul(graph.input("dy", DType.F32, 4, 2), true, false));
    becomes("input{dy} -> f32[4, 2]", "matmul_sums_of_a{a^T} %0 %4 -> f32[3, 2], f32[3]");
  }

  @Test
  void sumsOfRowsThatAProductReadsAcrossAreMadeApart() {
    graph.output("sums", x.sum(0));
    graph.output("y", x.matmul(w, false, true));
    becomes("reduce_sum{[0]} %0 -> f32[3]", "matmul{b^T} %0 %1 -> f32[4, 5]");
  }

  @Test
  void biasAndActivationWithoutAProduct() {
    graph.output("y", x.square().add(x.slice(0, 0, 1).reshape(3)).tanh());
    becomes(
        "square %0 -> f32[4, 3]",
        "slice{at=[0, 0]} %0 -> f32[1, 3]", "reshape %5 -> f32[3]", "bias_tanh %4 %6 -> f32[4, 3]");
  }

  @Test
  void nothingIsFusedThatTheDeviceLacks() {
    graph.output("y", x.matmul(w, false, true).add(bias).relu());
    Graph fused =
        Fuse.apply(
            graph,
            (op, specs) -> !(op instanceof Fused.MatMulWith m) || m.epilogue().parts().size() < 2);
    assertEquals(
        List.of("%4 matmul_bias{b^T} %0 %1 %2 -> f32[4, 5]", "%5 relu %4 -> f32[4, 5]"),
        lines(fused));
  }

  @Test
  void crossEntropyWrittenByHandIsRecognised() {
    Tensor hot = labels.oneHot(3, DType.F32);
    Tensor log = x.logSoftmax();
    graph.output("a", hot.multiply(log).sum(1).negate().sum());
    graph.output("b", log.multiply(hot).negate().sum(1).sum());
    graph.output("c", hot.negate().multiply(log).sum(-1).sum());
    graph.output("d", log.negate().multiply(hot).sum());
    Graph fused = Passes.standard(graph, KernelSupport.ALL);
    assertEquals(
        List.of(
            "%4 softmax_cross_entropy{gradientScale=1.0} %0 %3 -> f32[4], f32[4, 3]",
            "%5 reduce_sum{[0]} %4.0 -> f32[]"),
        lines(fused));
    assertEquals(1, Set.copyOf(fused.outputs().values()).size());
  }

  @Test
  void soIsItsGradient() {
    Tensor hot = labels.oneHot(3, DType.F32);
    Tensor log = x.logSoftmax();
    Tensor dlog = hot.multiply(-0.25); // of the mean of -sum(hot log)
    Tensor rest = log.exp().multiply(dlog.fold(FoldKind.SUM, true, 1));
    graph.output("loss", hot.multiply(log).sum(1).negate().mean());
    graph.output("dlogits", dlog.subtract(rest));
    assertEquals(
        List.of(
            "%4 softmax_cross_entropy{gradientScale=0.25} %0 %3 -> f32[4], f32[4, 3]",
            "%5 reduce_sum{[0]} %4.0 -> f32[]",
            "%6 constant{0.25} -> f32[]",
            "%7 multiply %5 %6 -> f32[]"),
        lines(Passes.standard(graph, KernelSupport.ALL)));
  }

  @Test
  void aWeightedCrossEntropysGradientKeepsItsWeights() {
    Tensor weights = graph.input("weights", DType.F32, 4, 1);
    Tensor log = x.logSoftmax();
    Tensor dlog = weights.multiply(labels.oneHot(3, DType.F32));
    graph.output("dlogits", dlog.subtract(log.exp().multiply(dlog.fold(FoldKind.SUM, true, 1))));
    becomes(
        "input{weights} -> f32[4, 1]",
        "softmax_cross_entropy{gradientScale=1.0} %0 %3 -> f32[4], f32[4, 3]",
        "negate %4 -> f32[4, 1]",
        "multiply %5.1 %6 -> f32[4, 3]");
  }

  @Test
  void aGradientThatIsWantedUnscaledKeepsItsScale() {
    Node loss = graph.add(new Fused.SoftmaxCrossEntropy(1), List.of(x, labels));
    graph.output("scaled", loss.output(1).multiply(0.25));
    graph.output("unscaled", loss.output(1));
    becomes(
        "softmax_cross_entropy{gradientScale=1.0} %0 %3 -> f32[4], f32[4, 3]",
        "constant{0.25} -> f32[]", "multiply %4.1 %5 -> f32[4, 3]");
  }

  private void becomes(String... expected) {
    List<String> lines = lines(Fuse.apply(Simplify.apply(graph), KernelSupport.ALL));
    assertEquals(
        List.of(expected),
        lines.stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList());
  }

  private static List<String> lines(Graph graph) {
    return graph.nodes().stream().skip(4).map(GraphText::line).toList();
  }
}
