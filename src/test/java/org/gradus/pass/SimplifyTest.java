package org.gradus.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.UnaryOperator;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused;
import org.gradus.op.Op;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;
import org.gradus.op.UnaryKind;
import org.gradus.op.View;
import org.junit.jupiter.api.Test;

/** Each rewrite, and the tempting ones that would change bits. */
class SimplifyTest {
  @Test
  void viewsThatMoveNothingGo() {
    unchanged(t -> t.reshape(3, 2).reshape(2, 3));
    unchanged(t -> t.permute(1, 0).permute(1, 0));
    unchanged(t -> t.permute(0, 1));
    unchanged(t -> t.slice(1, 0, 3));
    unchanged(t -> t.apply(new View.Broadcast(Shape.of(2, 3))));
    unchanged(t -> Tensor.concat(0, List.of(t)));
    unchanged(t -> t.apply(new View.Pad(List.of(0, 0), Shape.of(2, 3))));
    unchanged(t -> t.apply(new Elementwise.Cast(DType.F32)));
    unchanged(t -> t.cast(DType.F64).cast(DType.F32));
  }

  @Test
  void viewsOfViewsBecomeOne() {
    becomes(t -> t.reshape(6).reshape(1, 6), "reshape %0 -> f32[1, 6]");
    becomes(
        t -> t.broadcast(Shape.of(4, 2, 3)).permute(2, 0, 1).permute(0, 2, 1),
        "broadcast %0 -> f32[4, 2, 3]",
        "permute{[2, 1, 0]} %1 -> f32[3, 2, 4]");
    becomes(t -> t.slice(0, 1, 2).slice(1, 1, 3), "slice{at=[1, 1]} %0 -> f32[1, 2]");
    becomes(
        t -> t.slice(0, 0, 1).broadcast(Shape.of(4, 3)).broadcast(Shape.of(5, 4, 3)),
        "slice{at=[0, 0]} %0 -> f32[1, 3]",
        "broadcast %1 -> f32[5, 4, 3]");
    becomes(t -> t.broadcast(Shape.of(1, 2, 3)), "reshape %0 -> f32[1, 2, 3]");
    becomes(t -> t.reshape(2, 1, 3).permute(1, 0, 2), "reshape %0 -> f32[1, 2, 3]");
    becomes(t -> t.apply(new View.Pack(List.of(0), 6)), "reshape %0 -> f32[6]");
  }

  @Test
  void transposesGoIntoProducts() {
    becomes(t -> t.transpose().matmul(t), "matmul{a^T} %0 %0 -> f32[3, 3]");
    becomes(t -> t.matmul(t.transpose(), true, true), "matmul{a^T} %0 %0 -> f32[3, 3]");
    becomes(
        t -> t.reshape(1, 2, 3).matmul(t.reshape(1, 2, 3).permute(0, 2, 1)),
        "reshape %0 -> f32[1, 2, 3]",
        "reshape %0 -> f32[1, 2, 3]",
        "matmul{b^T} %1 %2 -> f32[1, 2, 2]");
  }

  @Test
  void arithmeticThatChangesNothingGoes() {
    unchanged(t -> t.multiply(1));
    unchanged(t -> t.graph().constant(1, DType.F32).multiply(t));
    unchanged(t -> t.divide(1));
    unchanged(t -> t.subtract(0));
    unchanged(t -> t.add(-0.0));
    unchanged(t -> t.negate().negate());
    unchanged(t -> t.dropout(0, 1, 2, t.graph().constant(0, DType.I32)));
    becomes(t -> t.multiply(3).negate(), "constant{-3.0} -> f32[]", "multiply %0 %1 -> f32[2, 3]");
    becomes(t -> t.multiply(-1), "negate %0 -> f32[2, 3]");
    becomes(t -> t.subtract(t.negate()), "add %0 %0 -> f32[2, 3]");
    becomes(t -> t.add(t.negate()), "subtract %0 %0 -> f32[2, 3]");
    becomes(
        t -> t.slice(0, 0, 1).sum(0), "slice{at=[0, 0]} %0 -> f32[1, 3]", "reshape %1 -> f32[3]");
  }

  @Test
  void theGradientOfAMeanSquareIsOneProduct() {
    Op gradient = new Elementwise.UnaryGradient(UnaryKind.SQUARE, 0);
    becomes(
        t -> t.apply(gradient, t.graph().constant(0.25, DType.F32, 2, 3)),
        "constant{0.5} -> f32[]",
        "multiply %0 %1 -> f32[2, 3]");
  }

  @Test
  void whatWouldChangeBitsStays() {
    becomes(t -> t.multiply(0), "constant{0.0} -> f32[]", "multiply %0 %1 -> f32[2, 3]");
    becomes(t -> t.add(0), "constant{0.0} -> f32[]", "add %0 %1 -> f32[2, 3]");
    becomes(
        t -> t.multiply(3).multiply(5),
        "constant{3.0} -> f32[]",
        "multiply %0 %1 -> f32[2, 3]",
        "constant{5.0} -> f32[]",
        "multiply %2 %3 -> f32[2, 3]");
    becomes(
        t -> t.cast(DType.BF16).cast(DType.F32), "cast %0 -> bf16[2, 3]", "cast %1 -> f32[2, 3]");
  }

  @Test
  void aConstantThatStretchesIsNoIdentity() {
    becomes(
        t -> t.multiply(t.graph().constant(1, DType.F32, 4, 2, 3)),
        "constant{1.0} -> f32[4, 2, 3]",
        "multiply %0 %1 -> f32[4, 2, 3]");
  }

  @Test
  void constantsAreFoldedWhereRoundingIsExact() {
    float third = 1f / 3;
    becomes(
        t ->
            t.graph()
                .constant(1, DType.F32)
                .divide(3)
                .broadcast(Shape.of(4))
                .reshape(2, 2)
                .negate(),
        "constant{" + -(double) third + "} -> f32[2, 2]");
    becomes(
        t -> t.graph().constant(2, DType.F32).exp(), "constant{2.0} -> f32[]", "exp %1 -> f32[]");
    becomes(
        t -> t.graph().constant(2, DType.F32, 3).fold(FoldKind.MAX, false, 0),
        "constant{2.0} -> f32[]");
    becomes(
        t -> t.graph().constant(0.1, DType.F32).cast(DType.F64),
        "constant{" + (double) 0.1f + "} -> f64[]");
  }

  @Test
  void elementwiseOpsStretchTheirOperandsThemselves() {
    becomes(
        t -> t.multiply(t.slice(0, 0, 1).broadcast(Shape.of(2, 3))),
        "slice{at=[0, 0]} %0 -> f32[1, 3]",
        "multiply %0 %1 -> f32[2, 3]");
    becomes(
        t -> t.multiply(t.graph().constant(3, DType.F32, 2, 1)),
        "constant{3.0} -> f32[]",
        "multiply %0 %1 -> f32[2, 3]");
    // One of the two has to give the result its shape.
    becomes(
        t -> t.slice(0, 0, 1).broadcast(Shape.of(2, 3)).exp().add(t),
        "slice{at=[0, 0]} %0 -> f32[1, 3]",
        "broadcast %1 -> f32[2, 3]",
        "exp %2 -> f32[2, 3]",
        "add %3 %0 -> f32[2, 3]");
  }

  @Test
  void transposedFactorsOfFusedProducts() {
    Op op =
        new Fused.MatMulWith(false, false, Epilogue.bias(new Elementwise.Unary(UnaryKind.RELU)));
    becomes(
        t -> t.apply(op, t.transpose(), t.slice(0, 0, 1).slice(1, 0, 2).reshape(2)),
        "slice{at=[0, 0]} %0 -> f32[1, 2]",
        "reshape %1 -> f32[2]",
        "matmul_bias_relu{b^T} %0 %0 %2 -> f32[2, 2]");
  }

  private void unchanged(UnaryOperator<Tensor> build) {
    becomes(build);
  }

  /** The nodes but for the input, without their ids and origins. */
  private void becomes(UnaryOperator<Tensor> build, String... expected) {
    Graph one = new Graph();
    Tensor in = one.input("x", DType.F32, 2, 3);
    one.output("y", build.apply(in));
    List<String> lines =
        Simplify.apply(one).nodes().stream()
            .skip(1)
            .map(GraphText::line)
            .map(line -> line.substring(line.indexOf(' ') + 1))
            .toList();
    assertEquals(List.of(expected), lines);
  }
}
