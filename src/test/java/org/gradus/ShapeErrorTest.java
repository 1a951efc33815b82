package org.gradus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.ShapeException;
import org.junit.jupiter.api.Test;

/** Outside the packages that build graphs, so that errors name lines of this file. */
class ShapeErrorTest {
  @Test
  void namesOperandsRuleAndLine() {
    Graph graph = new Graph();
    Tensor a = graph.input("a", DType.F32, 32, 128);
    Tensor b = graph.input("b", DType.F32, 64, 10);
    int line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
    ShapeException error = assertThrows(ShapeException.class, () -> a.matmul(b));
    assertEquals(
        "matmul: inner dimensions differ: a=[32, 128] b=[64, 10] (128 != 64), "
            + "at ShapeErrorTest.java:"
            + line,
        error.getMessage());
  }

  @Test
  void operandsOfAnotherGraphAreRefused() {
    Tensor a = new Graph().input("a", DType.F32, 2);
    Tensor b = new Graph().input("b", DType.F32, 2);
    int line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
    Throwable error = assertThrows(IllegalArgumentException.class, () -> a.add(b));
    assertEquals(
        "add: operand %0.0 f32[2] belongs to another graph, at ShapeErrorTest.java:" + line,
        error.getMessage());
  }
}
