package org.gradus.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.UnaryKind;
import org.gradus.oracle.Oracle;
import org.junit.jupiter.api.Test;

/** Where a function has no derivative, PyTorch's choice of one. */
class KinkTest {
  private static final double NAN = Double.NaN;

  @Test
  void kinksAtZeroHaveTheSlopeOfTheLeft() {
    gradient(x -> x.relu(), new double[] {0, 0, 1}, -1, 0, 1);
    gradient(Tensor::abs, new double[] {-1, 0, 1}, -1, 0, 1);
    gradient(x -> x.unary(UnaryKind.LEAKY_RELU, 0.5), new double[] {0.5, 0.5, 1}, -1, 0, 1);
    gradient(x -> x.unary(UnaryKind.SIGN), new double[] {0, 0, 0}, -1, 0, 1);
  }

  @Test
  void theLargerTakesAllAndATieIsHalved() {
    gradients(Tensor::maximum, new double[] {0, 0.5, 1}, new double[] {1, 0.5, 0});
    gradients(Tensor::minimum, new double[] {1, 0.5, 0}, new double[] {0, 0.5, 1});
  }

  @Test
  void elementsThatShareTheExtremeShareTheGradient() {
    gradient(x -> x.max(), new double[] {0, 0.5, 0.5}, 1, 2, 2);
    gradient(x -> x.min(), new double[] {1, 0, 0}, 1, 2, 2);
  }

  @Test
  void powersAtZero() {
    gradient(x -> x.power(x.graph().constant(0, DType.F64)), new double[] {0, 0, 0}, 0, 1, NAN);
    gradient(x -> x.power(x.graph().constant(2, DType.F64)), new double[] {0, 2, -6}, 0, 1, -3);
    gradient(x -> x.graph().constant(0, DType.F64).power(x), new double[] {0, 0, 0}, 0, 1, 3);
  }

  private static void gradient(UnaryOperator<Tensor> function, double[] expected, double... at) {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F64, at.length);
    Tensor gradient = Gradients.of(function.apply(x).sum(), List.of(x)).getFirst();
    assertArrayEquals(expected, new Oracle(Map.of("x", at)).value(gradient));
  }

  private static void gradients(BinaryOperator<Tensor> function, double[] left, double[] right) {
    Graph graph = new Graph();
    Tensor a = graph.input("a", DType.F64, 3);
    Tensor b = graph.input("b", DType.F64, 3);
    List<Tensor> gradients = Gradients.of(function.apply(a, b).sum(), List.of(a, b));
    Oracle oracle = new Oracle(Map.of("a", new double[] {1, 2, 3}, "b", new double[] {2, 2, 2}));
    assertArrayEquals(left, oracle.value(gradients.get(0)));
    assertArrayEquals(right, oracle.value(gradients.get(1)));
  }
}
