package org.gradus.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.op.DType;
import org.gradus.op.Fused;
import org.gradus.op.Leaf;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;
import org.gradus.op.UnaryKind;
import org.gradus.random.Streams;
import org.junit.jupiter.api.Test;

final class LayerGraphTest {
  private final Graph graph = new Graph();

  @Test
  void denseMultipliesByTheTransposedWeightAndKeepsLeadingAxes() {
    Tensor y = new Dense(5).apply(scope(Mode.TRAIN), graph.input("x", DType.F32, 2, 3, 4));
    assertEquals(Shape.of(2, 3, 5), y.shape());
    assertEquals(List.of("input", "reshape", "read", "matmul", "read", "add", "reshape"), ops());
  }

  @Test
  void denseWithoutBiasHasOnlyAWeight() {
    new Dense(5, Initial.ZEROS, false).apply(scope(Mode.EVAL), graph.input("x", DType.F32, 2, 4));
    assertEquals(List.of("input", "read", "matmul"), ops());
  }

  @Test
  void batchNormInTrainingMovesItsStatistics() {
    Scope scope = scope(Mode.TRAIN);
    new BatchNorm().apply(scope, graph.input("x", DType.F32, 4, 3));
    assertEquals(
        List.of("running_mean", "running_var"),
        scope.updates().keySet().stream().map(Variable::name).toList());
    // Of 4 values a channel the unbiased variance is 4/3 of the biased one.
    assertTrue(
        graph.nodes().stream()
            .anyMatch(n -> n.op() instanceof Leaf.Constant c && c.value() == 4.0 / 3));
  }

  @Test
  void batchNormInEvaluationReadsItsStatisticsAndChangesNothing() {
    Scope scope = scope(Mode.EVAL);
    new BatchNorm().apply(scope, graph.input("x", DType.F32, 1, 3));
    assertTrue(scope.updates().isEmpty());
    assertTrue(graph.nodes().stream().noneMatch(n -> n.op() instanceof Fused.BatchNorm));
  }

  @Test
  void batchNormUsedTwiceIsRefused() {
    Scope scope = scope(Mode.TRAIN);
    BatchNorm norm = new BatchNorm();
    Tensor x = graph.input("x", DType.F32, 4, 3);
    Tensor once = scope.apply("norm", norm, x);
    Exception e = assertThrows(IllegalStateException.class, () -> scope.apply("norm", norm, once));
    assertEquals(
        "statistic 'norm.running_mean' is updated twice: its layer is used twice", e.getMessage());
  }

  @Test
  void dropoutDrawsFromAStreamOfItsOwnName() {
    Tensor x = graph.input("x", DType.F32, 4, 3);
    scope(Mode.TRAIN).apply("a", new Dropout(0.5), x);
    scope(Mode.TRAIN).apply("b", new Dropout(0.5), x);
    assertEquals(
        List.of(
            new Fused.Dropout(0.5, 7, Streams.of("dropout/a")),
            new Fused.Dropout(0.5, 7, Streams.of("dropout/b"))),
        graph.nodes().stream().map(Node::op).filter(op -> op instanceof Fused.Dropout).toList());
  }

  @Test
  void noiseDrawsFromAStreamOfItsOwnNameAndOnlyInTraining() {
    Tensor x = graph.input("x", DType.F32, 4);
    Tensor y = scope(Mode.TRAIN).apply("a", new GaussianNoise(0.1), x);
    assertEquals(new Fused.GaussianNoise(0.1f, 7, Streams.of("noise/a")), y.node().op());
    assertSame(x, new GaussianNoise(0.5).apply(scope(Mode.EVAL), x));
    assertSame(x, new GaussianNoise(0).apply(scope(Mode.TRAIN), x));
  }

  @Test
  void dropoutDoesNothingInEvaluationOrAtRateZero() {
    Tensor x = graph.input("x", DType.F32, 4, 3);
    assertSame(x, new Dropout(0.5).apply(scope(Mode.EVAL), x));
    assertSame(x, new Dropout(0).apply(scope(Mode.TRAIN), x));
  }

  @Test
  void activationsAreFoundByName() {
    assertEquals(UnaryKind.LEAKY_RELU, Activation.kind("leaky_relu"));
    assertEquals("Activation(gelu)", Activation.named("gelu").description());
    Exception e = assertThrows(IllegalArgumentException.class, () -> Activation.named("relo"));
    assertEquals(
        "unknown activation 'relo'; known are relu, leaky_relu[:SLOPE], prelu[:SLOPE],"
            + " elu[:ALPHA], selu, gelu, gelu_tanh, silu, softplus, tanh, sigmoid, hard_tanh,"
            + " hard_sigmoid, hard_swish, relu6, softmax",
        e.getMessage());
  }

  @Test
  void normsSayWhatDoesNotFit() {
    Tensor x = graph.input("x", DType.F32, 4, 6);
    misfit("group_norm: channels must be a multiple of 4 groups: x=[4, 6]", new GroupNorm(4), x);
    misfit(
        "instance_norm: needs more than one value a channel of a sample: x=[4, 6]",
        new InstanceNorm(),
        x);
    misfit("layer_norm: there are no 3 axes: x=[4, 6]", new LayerNorm(3, 1e-5), x);
    misfit("spatial_dropout: needs channels with places: x=[4, 6]", new SpatialDropout(0.5), x);
  }

  private void misfit(String message, Layer layer, Tensor x) {
    Exception e = assertThrows(ShapeException.class, () -> layer.apply(scope(Mode.TRAIN), x));
    assertTrue(String.valueOf(e.getMessage()).startsWith(message + ", at "), e.getMessage());
  }

  @Test
  void spatialDropoutDrawsOneNumberForAllPlacesOfAChannel() {
    Tensor x = graph.input("x", DType.F32, 2, 5, 7, 3);
    Tensor y = scope(Mode.TRAIN).apply("a", new SpatialDropout(0.5), x);
    assertEquals(x.shape(), y.shape());
    Tensor mask = y.node().input(1);
    assertEquals(new Fused.Dropout(0.5, 7, Streams.of("dropout/a")), mask.node().op());
    assertEquals(Shape.of(2, 1, 1, 3), mask.shape());
    assertSame(x, new SpatialDropout(0.5).apply(scope(Mode.EVAL), x));
  }

  @Test
  void aNormalisedWeightBeginsAsItsDirectionDoes() {
    Model model = new Model(new WeightNorm(new Dense(3)), Shape.of(5), 7);
    Variable v = model.variables().get("weight_v");
    Variable g = model.variables().get("weight_g");
    assertEquals("weight_v f32[3, 5]", v.toString());
    assertEquals("weight_g f32[3, 1]", g.toString());
    float[] directions = new float[15];
    v.initial().fill(v, 7, directions);
    float[] lengths = new float[3];
    g.initial().fill(g, 7, lengths);
    for (int unit = 0; unit < 3; unit++) {
      double squares = 0;
      for (int i = 0; i < 5; i++) {
        squares += Math.pow(directions[5 * unit + i], 2);
      }
      assertEquals(Math.sqrt(squares), lengths[unit], 1e-6);
    }
    Variable none = new Model(zeros(), Shape.of(5), 7).variables().get("weight_g");
    refused(
        "weight_norm: row 0 of weight_v f32[3, 5] begins with zeros, which have no direction",
        () -> none.initial().fill(none, 7, lengths));
  }

  private static Layer zeros() {
    return new WeightNorm(new Dense(3, Initial.ZEROS));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    refused("dense: units must be positive: 0", () -> new Dense(0));
    refused("dropout: rate must be in [0, 1): 1.0", () -> new Dropout(1));
    refused("dropout: rate must be in [0, 1): NaN", () -> new Dropout(Double.NaN));
    refused(
        "gaussian noise: sigma must be 0 or a positive number: -1.0", () -> new GaussianNoise(-1));
    refused(
        "gaussian noise: sigma must be 0 or a positive number: 1.0E39",
        () -> new GaussianNoise(1e39));
    refused("batch_norm: momentum must be in (0, 1]: 0.0", () -> new BatchNorm(0, 1e-5));
    refused("batch_norm: epsilon must be positive: 0.0", () -> new BatchNorm(0.1, 0));
    refused("layer_norm: epsilon must be positive: -1.0", () -> new LayerNorm(-1));
    refused("layer_norm: axes must be at least 1: 0", () -> new LayerNorm(0, 1e-5));
    refused("rms_norm: epsilon must be positive: 0.0", () -> new RmsNorm(0));
    refused("group_norm: groups must be at least 1: 0", () -> new GroupNorm(0));
    refused("instance_norm: epsilon must be positive: NaN", () -> new InstanceNorm(Double.NaN));
    refused("spatial_dropout: rate must be in [0, 1): 1.0", () -> new SpatialDropout(1));
    refused("prelu: the slope must be finite: NaN", () -> PRelu.startingAt(Double.NaN));
    refused(
        "leaky_relu: the parameter must be positive and finite: 0.0",
        () -> new Activation(UnaryKind.LEAKY_RELU, 0));
  }

  private static void refused(String message, Runnable what) {
    Exception e = assertThrows(IllegalArgumentException.class, what::run);
    assertEquals(message, e.getMessage());
  }

  private Scope scope(Mode mode) {
    return new Scope(graph, mode, 7);
  }

  private List<String> ops() {
    return graph.nodes().stream().map(n -> n.op().name()).toList();
  }
}
