package org.gradus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.gradus.graph.Origin;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Branches;
import org.gradus.nn.Dense;
import org.gradus.nn.Layer;
import org.gradus.nn.Mode;
import org.gradus.nn.Model;
import org.gradus.nn.Residual;
import org.gradus.nn.Scope;
import org.gradus.nn.Sequential;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Outside the packages that build graphs, so that errors name lines of this file. */
class LayerLineTest {
  @Test
  void anErrorNamesTheLineALayerWasMadeAt() {
    Layer layer = new BatchNorm();
    int line = new Throwable().getStackTrace()[0].getLineNumber() - 1;
    Model model = new Model(new Sequential(layer), Shape.of(3), 1);
    ShapeException error =
        assertThrows(ShapeException.class, () -> model.forward(model.scope(Mode.TRAIN), 1));
    assertEquals(
        "batch_norm: training needs more than one value a channel: x=[1, 3], "
            + "at LayerLineTest.java:"
            + line,
        error.getMessage());
  }

  @Test
  void layersThatJoinNameTheirLine() {
    int line = new Throwable().getStackTrace()[0].getLineNumber();
    Layer residual = new Residual(new Dense(5));
    Layer sum = Branches.add(new Dense(4), new Dense(1));
    Layer beside = Branches.concat(new Dense(4), (scope, x) -> x.reshape(2, 2));
    assertEquals(
        "residual: what is added differs in shape: [1, 4] + [1, 5], at LayerLineTest.java:"
            + (line + 1),
        refusal(residual));
    assertEquals(
        "branches: what is added differs in shape: [1, 4] + [1, 1], at LayerLineTest.java:"
            + (line + 2),
        refusal(sum));
    assertEquals(
        "concat: operands differ beyond axis 1: [1, 4], [2, 2], at LayerLineTest.java:"
            + (line + 3),
        refusal(beside));
  }

  private static @Nullable String refusal(Layer layer) {
    return assertThrows(ShapeException.class, () -> new Model(layer, Shape.of(4), 1)).getMessage();
  }

  @Test
  void nodesNameTheLineTheirLayerWasMadeAt() {
    Layer layer = new Dense(10);
    int line = new Throwable().getStackTrace()[0].getLineNumber() - 1;
    Model model = new Model(layer, Shape.of(3), 1);
    Scope scope = model.scope(Mode.EVAL);
    assertEquals(new Origin("LayerLineTest.java", line), model.forward(scope, 2).node().origin());
  }

  @Test
  void anErrorInsideALambdaNamesItsLine() {
    int line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
    Layer layer = (scope, x) -> x.matmul(scope.parameter("w", Shape.of(7, 2), (v, s, f) -> {}));
    ShapeException error =
        assertThrows(ShapeException.class, () -> new Model(layer, Shape.of(3), 1));
    assertEquals(
        "matmul: inner dimensions differ: a=[1, 3] b=[7, 2] (3 != 7), at LayerLineTest.java:"
            + line,
        error.getMessage());
  }
}
