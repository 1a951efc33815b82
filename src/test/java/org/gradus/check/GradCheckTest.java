package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.gradus.cpu.CustomKernel;
import org.gradus.cpu.Operand;
import org.gradus.grad.CustomGradient;
import org.gradus.graph.Initial;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.loss.Loss;
import org.gradus.loss.Losses;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Flatten;
import org.gradus.nn.GaussianNoise;
import org.gradus.nn.Layer;
import org.gradus.nn.LayerNorm;
import org.gradus.nn.Model;
import org.gradus.nn.Sequential;
import org.gradus.nn.WeightNorm;
import org.gradus.op.Custom;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Right gradients of whole models pass, and a wrong one is named. */
class GradCheckTest {
  @ParameterizedTest
  @ValueSource(strings = {"cross_entropy", "mse", "huber", "none"})
  void theGradientsOfALayeredModelAreRight(String loss) {
    Layer layer =
        new Sequential(
            new Flatten(),
            new GaussianNoise(0.1),
            new WeightNorm(new Dense(9)),
            new BatchNorm(),
            Activation.named("relu"),
            new Dropout(0.3),
            new Dense(7),
            new LayerNorm(),
            Activation.named("prelu"),
            new Dense(5));
    GradCheck check = GradCheck.of(layer).sample(4, 3).batch(6);
    if (!loss.equals("none")) {
      check.loss(Losses.named(loss));
    }
    GradCheckReport report = check.run().requirePassed();
    assertEquals("x", report.rows().getLast().name());
    for (GradCheckReport.Row row : report.rows()) {
      assertTrue(row.relativeError() < 1e-3, row.toString());
      assertTrue(row.compared() >= 2, row.toString());
    }
  }

  /** All hidden values of this one start at the kink of ReLU. */
  @Test
  void weightsThatStartAtZeroAreMovedOffTheKink() {
    Layer layer =
        new Sequential(new Dense(4, Initial.ZEROS), Activation.named("relu"), new Dense(2));
    GradCheck.of(new Model(layer, Shape.of(3), 5)).loss(Loss.crossEntropy()).run().requirePassed();
  }

  @Test
  void aLayerWithAWrongGradientIsCaughtAndNamed() {
    Layer wrong = (scope, x) -> x.apply(new Custom(new Square(2.5)));
    Layer layer = new Sequential(new Dense(4), wrong, new Dense(2));
    GradCheckReport report = GradCheck.of(layer).sample(3).run();
    assertFalse(report.passed());
    AssertionError error = assertThrows(AssertionError.class, report::requirePassed);
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("gradients, seed 1:\n0.weight [4, 3]: WRONG;"), message);
    assertTrue(message.contains("differences say"), message);
    // What comes behind the layer does not depend on its gradient.
    assertFalse(message.contains("2.weight"), message);
    Layer right = (scope, x) -> x.apply(new Custom(new Square(2)));
    GradCheck.of(new Sequential(new Dense(4), right, new Dense(2))).sample(3).run().requirePassed();
  }

  @Test
  void evenASmallMistakeIsCaught() {
    Layer wrong = (scope, x) -> x.apply(new Custom(new Square(2.0001)));
    Layer layer = new Sequential(new Dense(4), wrong, new Dense(2));
    assertFalse(GradCheck.of(layer).sample(3).run().passed());
  }

  @Test
  void saysWhatItWasNotTold() {
    IllegalStateException noSample =
        assertThrows(IllegalStateException.class, () -> GradCheck.of(new Dense(2)).run());
    assertEquals(
        "gradient check: what is one sample's shape? say it by sample(28, 28), for one",
        noSample.getMessage());
    IllegalArgumentException batch =
        assertThrows(IllegalArgumentException.class, () -> GradCheck.of(new Dense(2)).batch(0));
    assertEquals("gradient check: batch must be positive: 0", batch.getMessage());
  }

  /** x x, whose derivative is {@code factor} x, right for 2. */
  private record Square(double factor) implements CustomGradient, CustomKernel {
    @Override
    public String name() {
      return "square_by_hand";
    }

    @Override
    public List<TensorSpec> outputs(List<TensorSpec> inputs) {
      return inputs;
    }

    @Override
    public List<@Nullable Tensor> gradient(Node node, List<@Nullable Tensor> outputGradients) {
      Tensor dy = Objects.requireNonNull(outputGradients.getFirst());
      return List.of(dy.multiply(node.input(0)).multiply(factor));
    }

    @Override
    public void compute(List<Operand> inputs, List<Operand> results) {
      for (int i = 0; i < results.get(0).size(); i++) {
        double x = inputs.get(0).get(i);
        results.get(0).set(i, x * x);
      }
    }
  }
}
