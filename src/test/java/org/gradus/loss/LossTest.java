package org.gradus.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;
import org.gradus.pass.Passes;
import org.junit.jupiter.api.Test;

final class LossTest {
  private final Graph graph = new Graph();
  private final Tensor outputs = graph.input("x", DType.F32, 4, 3);

  @Test
  void lossesAreScalars() {
    Tensor labels = graph.input("labels", DType.I32, 4);
    assertEquals(Shape.SCALAR, Loss.crossEntropy().of(outputs, labels).shape());
    assertEquals(Shape.SCALAR, Loss.meanSquaredError().of(outputs, labels).shape());
    Tensor targets = graph.input("targets", DType.F32, 4, 3);
    assertEquals(Shape.SCALAR, Loss.meanSquaredError().of(outputs, targets).shape());
  }

  @Test
  void lossesAreFoundByName() {
    assertEquals(new CrossEntropy(), Losses.named("cross_entropy"));
    assertEquals(new Huber(0.5), Losses.named("huber:0.5"));
    assertEquals(new SmoothL1(1), Losses.named("smooth_l1"));
    assertEquals(new BinaryCrossEntropy(3, Reduction.MEAN), Losses.named("bce:3"));
    for (String name : Losses.names()) {
      Losses.named(name.replaceFirst("\\[.*", ""));
    }
    refused("loss 'kl:2': kl takes no number", () -> Losses.named("kl:2"));
    refused("loss 'huber:x': 'x' is not a number", () -> Losses.named("huber:x"));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    refused(
        "cross_entropy: label smoothing must be in [0, 1]: 1.5",
        () -> Loss.crossEntropy().smoothing(1.5));
    refused(
        "cross_entropy: class weights must be zero or positive and finite: [1.0, -1.0]",
        () -> Loss.crossEntropy().classWeights(1, -1));
    refused(
        "cross_entropy: some class weight must be above zero: [0.0, 0.0]",
        () -> Loss.crossEntropy().classWeights(0, 0));
    refused("huber: delta must be positive and finite: 0.0", () -> Loss.huber(0));
    refused("smooth_l1: beta must be positive and finite: NaN", () -> Loss.smoothL1(Double.NaN));
    Exception e =
        assertThrows(
            ShapeException.class,
            () ->
                Loss.crossEntropy()
                    .classWeights(1, 2)
                    .of(outputs, graph.input("labels", DType.I32, 4)));
    assertEquals(
        "cross_entropy: there must be a weight for each class: outputs=[4, 3] weights=2",
        e.getMessage());
  }

  private static void refused(String message, Runnable what) {
    Exception e = assertThrows(IllegalArgumentException.class, what::run);
    assertEquals(message, e.getMessage());
  }

  @Test
  void aLossAndItsGradientAreOneOp() {
    for (Loss loss : List.of(Loss.meanSquaredError(), Loss.huber(1), Loss.binaryCrossEntropy())) {
      Graph one = new Graph();
      Tensor x = one.input("x", DType.F32, 4, 3);
      Tensor value = loss.of(x, one.input("t", DType.F32, 4, 3));
      one.output("loss", value);
      one.output("dx", Gradients.of(value, List.of(x)).getFirst());
      Graph after = Passes.standard(one, (op, specs) -> true);
      assertEquals(
          List.of("input", "input", "loss", "reduce_sum", "constant", "multiply"),
          after.nodes().stream()
              .map(node -> node.op().name().replaceFirst(".*_loss", "loss"))
              .toList(),
          loss.toString());
    }
  }

  @Test
  void squaredErrorNeverBroadcasts() {
    Tensor targets = graph.input("targets", DType.F32, 3);
    Exception e =
        assertThrows(ShapeException.class, () -> Loss.meanSquaredError().of(outputs, targets));
    assertEquals("mean_squared_error: shapes differ: outputs=[4, 3] targets=[3]", e.getMessage());
  }
}
