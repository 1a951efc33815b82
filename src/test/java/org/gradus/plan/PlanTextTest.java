package org.gradus.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.gradus.graph.Graph;
import org.gradus.graph.Origin;
import org.gradus.op.DType;
import org.junit.jupiter.api.Test;

class PlanTextTest {
  private static Plan plan() {
    Graph graph = new Graph();
    return graph.at(
        new Origin("Model.java", 7),
        () -> {
          graph.output(
              "y",
              graph
                  .input("x", DType.F32, 8, 16)
                  .matmul(graph.input("w", DType.F32, 4, 16), false, true)
                  .add(1));
          return Planner.plan(graph, MemoryModel.BYTES);
        });
  }

  @Test
  void printsMemoryStepsAndOrigins() {
    assertEquals(
        """
        plan: 2 steps, 1,280 bytes scratch at peak, 0 bytes of variables
          input x f32[8, 16] @0
          input w f32[4, 16] @512
          constant f32[] @1024 = 1.0
          %2    matmul{b^T} <- f32[8, 16] @0, f32[4, 16] @512   at Model.java:7
                -> f32[8, 4] @768
          %4    add <- f32[8, 4] @768, f32[] @1024   at Model.java:7
                -> f32[8, 4] @768
          output y f32[8, 4] @768
        """,
        plan().toString().replace("\r\n", "\n"));
  }

  @Test
  void twoBuildsPrintTheSame() {
    assertEquals(plan().toString(), plan().toString());
  }
}
