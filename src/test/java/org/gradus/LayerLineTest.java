package org.gradus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.gradus.graph.Origin;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Layer;
import org.gradus.nn.Mode;
import org.gradus.nn.Model;
import org.gradus.nn.Scope;
import org.gradus.nn.Sequential;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;
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
