package org.gradus.junit;

import static org.gradus.junit.GradusAssertions.assertEquivalent;
import static org.gradus.junit.GradusAssertions.assertGradients;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.gradus.check.Equivalence;
import org.gradus.cpu.CustomKernel;
import org.gradus.cpu.Operand;
import org.gradus.device.DeviceException;
import org.gradus.grad.CustomGradient;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.op.Custom;
import org.gradus.op.TensorSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

class GradusAssertionsTest {
  private static final Layer MODEL =
      new Sequential(new Dense(6), Activation.named("tanh"), new Dense(3));

  @Test
  void whatIsRightPasses() {
    assertGradients(MODEL, 4);
    assertEquivalent(Equivalence.of(MODEL).sample(4).batch(7).steps(2), "cpu");
  }

  @Test
  void aWrongGradientFailsWithItsParameter() {
    Layer wrong = (scope, x) -> x.apply(new Custom(new WrongSquare()));
    AssertionFailedError error =
        assertThrows(
            AssertionFailedError.class,
            () -> assertGradients(new Sequential(new Dense(6), wrong), 4));
    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains("0.weight [6, 4]: WRONG"), message);
    assertInstanceOf(AssertionError.class, error.getCause());
  }

  @Test
  void aDeviceThatIsNotThereIsAnErrorAndNoFailure() {
    Equivalence comparison = Equivalence.of(MODEL).sample(4).batch(7).steps(1);
    assertThrows(DeviceException.class, () -> assertEquivalent(comparison, "cpu:7"));
    IllegalArgumentException none =
        assertThrows(IllegalArgumentException.class, () -> assertEquivalent(comparison));
    assertEquals("which devices? such as \"cpu\", \"cuda\"", none.getMessage());
  }

  /** x x, with a derivative of x. */
  private record WrongSquare() implements CustomGradient, CustomKernel {
    @Override
    public String name() {
      return "wrong_square";
    }

    @Override
    public List<TensorSpec> outputs(List<TensorSpec> inputs) {
      return inputs;
    }

    @Override
    public List<@Nullable Tensor> gradient(Node node, List<@Nullable Tensor> outputGradients) {
      Tensor dy = Objects.requireNonNull(outputGradients.getFirst());
      return List.of(dy.multiply(node.input(0)));
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
