package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.gradus.check.GradCheck;
import org.gradus.data.DataSplit;
import org.gradus.data.Digits;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Branches;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Model;
import org.gradus.nn.Residual;
import org.gradus.nn.Scope;
import org.gradus.nn.Sequential;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;
import org.gradus.optim.Adam;
import org.junit.jupiter.api.Test;

/** The models of docs/models.md: they learn digits, and their gradients are right. */
class FreeCompositionTest {
  /** Two blocks that add what they learn to what they are given. */
  static Layer residual() {
    return new Sequential(
        new Flatten(),
        new Dense(64),
        new Residual(new BatchNorm(), Activation.named("relu"), new Dense(64)),
        new Residual(new BatchNorm(), Activation.named("relu"), new Dense(64)),
        new Dense(10));
  }

  /** A wide shallow branch beside a narrow deep one. */
  static Layer branches() {
    Layer shallow = new Sequential(new Dense(48), Activation.named("relu"));
    Layer deep =
        new Sequential(
            new Dense(24), Activation.named("tanh"), new Dense(24), Activation.named("tanh"));
    return new Sequential(new Flatten(), Branches.concat(shallow, deep), new Dense(10));
  }

  /** Two inputs in one sample: its upper and its lower half, each with a network of its own. */
  record TwoInputs() implements Layer {
    private static final Layer UPPER = new Sequential(new Flatten(), new Dense(32));
    private static final Layer LOWER = new Sequential(new Flatten(), new Dense(16));

    @Override
    public Tensor apply(Scope scope, Tensor x) {
      int half = x.shape().dim(1) / 2;
      Tensor upper = scope.apply("upper", UPPER, x.slice(1, 0, half));
      Tensor lower = scope.apply("lower", LOWER, x.slice(1, half, x.shape().dim(1)));
      return scope.apply("head", new Dense(10), Tensor.concat(-1, List.of(upper, lower)).relu());
    }
  }

  @Test
  void residualBlocksLearn() {
    learns(residual());
  }

  @Test
  void branchesLearn() {
    learns(branches());
  }

  @Test
  void twoInputsLearn() {
    learns(new TwoInputs());
  }

  private static void learns(Layer layer) {
    DataSplit digits = Digits.load(Digits.SEED, 1500, 400);
    TrainingResult result =
        Trainer.builder(layer)
            .data(digits)
            .optimizer(new Adam(0.003))
            .epochs(5)
            .batch(50)
            .device("cpu")
            .build()
            .run();
    Evaluation test = Objects.requireNonNull(result.last().test());
    assertTrue(test.accuracy() > 0.8, "accuracy " + test.accuracy()); // of ten classes
  }

  @Test
  void gradientsAreRight() {
    for (Layer layer : List.of(residual(), branches(), new TwoInputs())) {
      GradCheck.of(layer)
          .sample(6, 4)
          .loss(Loss.crossEntropy())
          .batch(5)
          .elements(3)
          .run()
          .requirePassed();
    }
    Layer sum = Branches.add(new Dense(4), new Residual(new Dense(4)));
    GradCheck.of(sum).sample(4).run().requirePassed();
  }

  @Test
  void parametersAreNamedByTheirPlace() {
    Model model = new Model(new TwoInputs(), Shape.of(28, 28), 1);
    assertEquals(
        List.of(
            "upper.1.weight",
            "upper.1.bias",
            "lower.1.weight",
            "lower.1.bias",
            "head.weight",
            "head.bias"),
        model.state().stream().map(Variable::name).toList());
  }

  @Test
  void whatDoesNotFitIsSaidWithItsLine() {
    refuses(
        "residual: what is added differs in shape: [1, 4] + [1, 5]", new Residual(new Dense(5)));
    refuses(
        "branches: what is added differs in shape: [1, 4] + [1, 1]",
        Branches.add(new Dense(4), new Dense(1)));
    IllegalArgumentException none =
        assertThrows(IllegalArgumentException.class, () -> Branches.concat());
    assertEquals("branches: there must be one at least", none.getMessage());
  }

  private static void refuses(String message, Layer layer) {
    ShapeException error =
        assertThrows(ShapeException.class, () -> new Model(layer, Shape.of(4), 1));
    assertTrue(String.valueOf(error.getMessage()).startsWith(message), error.getMessage());
  }
}
