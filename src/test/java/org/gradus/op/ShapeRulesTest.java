package org.gradus.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.gradus.op.Elementwise.Binary;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Update.Span;
import org.junit.jupiter.api.Test;

class ShapeRulesTest {
  private static TensorSpec f32(int... dims) {
    return TensorSpec.of(DType.F32, dims);
  }

  private static TensorSpec i32(int... dims) {
    return TensorSpec.of(DType.I32, dims);
  }

  private static List<TensorSpec> outputs(Op op, TensorSpec... inputs) {
    return ShapeRules.outputs(op, Arrays.asList(inputs));
  }

  private static void rejects(String message, Op op, TensorSpec... inputs) {
    assertEquals(
        message, assertThrows(ShapeException.class, () -> outputs(op, inputs)).getMessage());
  }

  @Test
  void broadcastingMatchesAxesFromTheLast() {
    Op add = new Binary(BinaryKind.ADD);
    assertEquals(List.of(f32(4, 3, 5)), outputs(add, f32(4, 1, 5), f32(3, 1)));
    assertEquals(List.of(f32(0)), outputs(add, f32(0), f32(1)));
    rejects(
        "add: extents differ and neither is 1: a=[4, 3] b=[4] (3 != 4)", add, f32(4, 3), f32(4));
    rejects("add: element types differ: a=f32[4] b=i32[4]", add, f32(4), i32(4));
  }

  @Test
  void matmulOfAllTransposes() {
    assertEquals(
        List.of(f32(2, 4)), outputs(new Contract.MatMul(false, false), f32(2, 3), f32(3, 4)));
    assertEquals(
        List.of(f32(2, 4)), outputs(new Contract.MatMul(true, false), f32(3, 2), f32(3, 4)));
    assertEquals(
        List.of(f32(2, 4)), outputs(new Contract.MatMul(false, true), f32(2, 3), f32(4, 3)));
    assertEquals(
        List.of(f32(7, 2, 4)),
        outputs(new Contract.MatMul(true, true), f32(7, 3, 2), f32(7, 4, 3)));
    rejects(
        "matmul: inner dimensions differ: a=[32, 128] b=[64, 10] (128 != 64)",
        new Contract.MatMul(false, false),
        f32(32, 128),
        f32(64, 10));
    rejects(
        "matmul: inner dimensions differ: a=[32, 128] b=[10, 64] transposed (128 != 64)",
        new Contract.MatMul(false, true),
        f32(32, 128),
        f32(10, 64));
    rejects(
        "matmul: ranks must be equal and at least 2: a=[3] b=[3, 4]",
        new Contract.MatMul(false, false),
        f32(3),
        f32(3, 4));
  }

  @Test
  void viewsAndReductions() {
    assertEquals(List.of(f32(2, 12)), outputs(new View.Reshape(Shape.of(2, 12)), f32(4, 6)));
    rejects(
        "reshape: sizes differ: a=[4, 6] to [5, 5] (24 != 25)",
        new View.Reshape(Shape.of(5, 5)),
        f32(4, 6));
    rejects(
        "slice: box [2, 6] at [3, 0] reaches out of [4, 6] on axis 0",
        new View.Slice(List.of(3, 0), Shape.of(2, 6)),
        f32(4, 6));
    rejects(
        "concat: operands differ beyond axis 0: [4, 6], [4, 5]",
        new View.Concat(0),
        f32(4, 6),
        f32(4, 5));
    assertEquals(
        List.of(f32(1, 6)),
        outputs(new Reduce.Fold(Reduce.FoldKind.SUM, List.of(0), true), f32(4, 6)));
    rejects(
        "reduce_sum: axis 2 does not exist: a=[4, 6]",
        new Reduce.Fold(Reduce.FoldKind.SUM, List.of(2), true),
        f32(4, 6));
  }

  @Test
  void foldedAxesAreCountedFromTheFront() {
    rejects(
        "reduce_sum: axes are counted from the front: -1",
        new Reduce.Fold(Reduce.FoldKind.SUM, List.of(-1), true),
        f32(4, 6));
  }

  @Test
  void fusedOpsYieldAllTheirResults() {
    assertEquals(
        List.of(f32(8, 4), f32(4), f32(4)),
        outputs(new Fused.BatchNorm(1e-5), f32(8, 4), f32(4), f32(4)));
    assertEquals(
        List.of(f32(8, 4), f32(8), f32(8)),
        outputs(new Fused.LayerNorm(1e-5), f32(8, 4), f32(4), f32(4)));
    rejects(
        "batch_norm: one value a channel is needed: a=[8, 4] b=[8]",
        new Fused.BatchNorm(1e-5),
        f32(8, 4),
        f32(8),
        f32(4));
    rejects(
        "softmax_cross_entropy: logits must be (N, C) and labels (N): logits=[8, 4] labels=[4]",
        new Fused.SoftmaxCrossEntropy(1),
        f32(8, 4),
        i32(4));
    rejects("dropout: rate must be in [0, 1): 1.0", new Fused.Dropout(1, 7, 1), f32(8, 4), i32());
    rejects(
        "gaussian_noise: sigma must be 0 or a positive float: Infinity",
        new Fused.GaussianNoise(Float.POSITIVE_INFINITY, 7, 1),
        f32(8, 4),
        i32());
  }

  @Test
  void aRecordTakesARowOfAsManyAsItSays() {
    Update record = new Update.RecordRow("ring", 4);
    assertEquals(List.of(f32(4, 3)), outputs(record, i32(), f32(3)));
    rejects("record_row: step must be a scalar: [1]", record, i32(1), f32(3));
    rejects("record_row: values must be (K): [3, 1]", record, i32(), f32(3, 1));
    rejects("record_row: rows must be positive: 0", new Update.RecordRow("ring", 0), i32(), f32(3));
  }

  @Test
  void optimizersAskForTheirSettingsSlotsAndSpans() {
    UpdateRule adam = new UpdateRule.Adam(0.9, 0.999, 1e-8, false);
    TensorSpec[] in = {f32(32), f32(3), i32(), f32(), TensorSpec.of(DType.U8)};
    Update step = Update.Optimize.plain("w", List.of("m", "s"), adam, true, 0.01);
    assertEquals(List.of(f32(32), f32(32), f32(32)), ShapeRules.outputs(step, List.of(in)));
    rejects(
        "adam: slots must be [mean, square]: [m]",
        Update.Optimize.plain("w", List.of("m"), adam, false, 0),
        in);
    rejects(
        "lion: beta2 must be in [0, 1): 1.0",
        Update.Optimize.plain("w", List.of("m"), new UpdateRule.Lion(0.9, 1), true, 0),
        in);
    rejects(
        "sgd: weight decay must be zero or a positive finite number: -1.0",
        Update.Optimize.plain("w", List.of(), new UpdateRule.Sgd(), false, -1),
        in);
    rejects("sgd: the bound of gradients must be positive: 0.0", spans(0, new Span(0, 1, 0)), in);
    rejects(
        "sgd: spans must rise by multiples of 16: [Span[from=0, factor=1.0, decay=0.0],"
            + " Span[from=8, factor=1.0, decay=0.0]]",
        spans(1, new Span(0, 1, 0), new Span(8, 1, 0)),
        in);
    rejects("sgd: spans must begin at 0: []", spans(1), in);
    rejects(
        "sgd: the rate's factor must be zero or a positive finite number: NaN",
        spans(1, new Span(0, Double.NaN, 0)),
        in);
    in[3] = f32(1);
    rejects("sgd: scale must be a scalar: [1]", spans(1, new Span(0, 1, 0)), in);
    rejects("clip_scale: the limit must be positive: 0.0", new Fused.ClipScale(0, true), f32(2));
  }

  private static Update spans(double bound, Span... spans) {
    return new Update.Optimize("w", List.of(), new UpdateRule.Sgd(), false, bound, List.of(spans));
  }
}
