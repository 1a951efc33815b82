package org.gradus.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;
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
  void squaredErrorNeverBroadcasts() {
    Tensor targets = graph.input("targets", DType.F32, 3);
    Exception e =
        assertThrows(ShapeException.class, () -> Loss.meanSquaredError().of(outputs, targets));
    assertEquals("mean_squared_error: shapes differ: outputs=[4, 3] targets=[3]", e.getMessage());
  }
}
