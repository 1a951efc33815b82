package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Collectors;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Variable;
import org.gradus.loss.Loss;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Flatten;
import org.gradus.nn.Model;
import org.gradus.nn.Sequential;
import org.gradus.op.Leaf;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;
import org.gradus.op.Update;
import org.gradus.optim.Adam;
import org.gradus.optim.Clipping;
import org.gradus.optim.Optimizer;
import org.gradus.optim.Sgd;
import org.gradus.pass.Precision;
import org.junit.jupiter.api.Test;

final class TrainingStepTest {
  @Test
  void aStepIsForwardBackwardAndUpdatesInOneGraph() {
    Model model = new Model(new Dense(3), Shape.of(4), 1);
    Graph graph = TrainingStep.of(model, Loss.crossEntropy(), new Sgd(0.1), 2);
    assertEquals(
        """
        %0 input x -> f32[2, 4]
        %1 read weight -> f32[3, 4]
        %2 matmul %0 %1 -> f32[2, 3]
        %3 read bias -> f32[3]
        %4 add %2 %3 -> f32[2, 3]
        %5 input labels -> i32[2]
        %6 softmax_cross_entropy %4 %5 -> f32[2]
        %7 reduce_sum %6 -> f32[]
        %8 constant 0.5 -> f32[]
        %9 multiply %7 %8 -> f32[]
        %10 argmax %4 -> i32[2]
        %11 equal %10 %5 -> u8[2]
        %12 cast %11 -> f32[2]
        %13 reduce_sum %12 -> f32[]\
        """,
        text(graph.nodes().subList(0, 14)));
    int pack = graph.updates().getFirst().input(0).node().id();
    assertEquals(
        List.of(
            "pack",
            "constant",
            "all_finite",
            "all_finite",
            "read",
            "minimum",
            "read",
            "sgd",
            "constant",
            "add",
            "assign",
            "cast",
            "pack",
            "record_row"),
        graph.nodes().stream().skip(pack).map(node -> node.op().name()).toList());
  }

  @Test
  void clippingReadsTheGradientOnceMoreAndTheFlagDoesNot() {
    Model model = new Model(new Dense(3), Shape.of(4), 1);
    Optimizer clipped = new Sgd(0.1).clip(Clipping.norm(1));
    Graph graph = TrainingStep.of(model, Loss.crossEntropy(), clipped, 2);
    Node update = graph.updates().getFirst();
    Node scale = update.input(3).node();
    assertEquals("clip_scale", scale.op().name());
    assertEquals(update.input(0), scale.input(0));
    List<Node> readers =
        graph.nodes().stream().filter(node -> node.inputs().contains(update.input(0))).toList();
    assertEquals(List.of(scale, update), readers);
  }

  @Test
  void everyUpdateHangsOnTheFlag() {
    Model model =
        new Model(new Sequential(new Dense(4), new BatchNorm(), new Dropout(0.5)), Shape.of(4), 1);
    Graph graph = TrainingStep.of(model, Loss.crossEntropy(), new Adam(0.1), 8);
    assertEquals(
        List.of(
            "parameters, optimizer.mean, optimizer.square",
            "1.running_mean",
            "1.running_var",
            "step",
            "metrics"),
        graph.updates().stream()
            .map(node -> String.join(", ", Graph.targets((Update) node.op())))
            .toList());
    for (Node update : graph.updates()) {
      if (!(update.op() instanceof Update.RecordRow)) {
        assertEquals(graph.outputs().get(TrainingStep.OK), update.inputs().getLast());
      }
    }
    assertEquals(
        List.of(TrainingStep.LOSS, TrainingStep.CORRECT, TrainingStep.OK, TrainingStep.METRICS),
        List.copyOf(graph.outputs().keySet()));
  }

  @Test
  void allModesAndBatchesShareTheVariables() {
    Model model = new Model(new Sequential(new Dense(4), new BatchNorm()), Shape.of(4), 1);
    TrainingStep.of(model, Loss.crossEntropy(), new Sgd(0.1), 8);
    List<Variable> before = model.variables().all();
    EvaluationStep.evaluation(model, Loss.crossEntropy(), Intake.SCALED, 5, Precision.F32);
    EvaluationStep.probabilities(model, Loss.crossEntropy(), Intake.SCALED, 1, Precision.F32);
    TrainingStep.of(model, Loss.crossEntropy(), new Sgd(0.1), 3);
    assertEquals(before, model.variables().all());
  }

  @Test
  void aModelWithoutParametersCannotBeTrained() {
    Model model = new Model(new Flatten(), Shape.of(4), 1);
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> TrainingStep.of(model, Loss.crossEntropy(), new Sgd(0.1), 8));
    assertEquals("the model has no parameters to train", e.getMessage());
  }

  @Test
  void outputsMustFitTheLoss() {
    Model model = new Model(new Dense(3), Shape.of(2, 4), 1);
    Exception e =
        assertThrows(
            ShapeException.class,
            () -> TrainingStep.of(model, Loss.crossEntropy(), new Sgd(0.1), 8));
    assertEquals(
        "softmax_cross_entropy: logits must be (N, C) and labels (N): logits=[8, 2, 3] labels=[8]",
        String.valueOf(e.getMessage()).replaceFirst(", at .*", ""));
  }

  private static String text(List<Node> nodes) {
    return nodes.stream().map(TrainingStepTest::text).collect(Collectors.joining("\n"));
  }

  private static String text(Node node) {
    String what =
        switch (node.op()) {
          case Leaf.Input input -> "input " + input.input();
          case Leaf.Read read -> "read " + read.variable();
          case Leaf.Constant constant -> "constant " + constant.value();
          default -> node.op().name();
        };
    String operands =
        node.inputs().stream()
            .map(in -> " %" + in.node().id() + (in.index() == 0 ? "" : "." + in.index()))
            .collect(Collectors.joining());
    return "%" + node.id() + " " + what + operands + " -> " + node.specs().getFirst();
  }
}
