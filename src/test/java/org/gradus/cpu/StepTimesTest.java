package org.gradus.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.gradus.graph.Graph;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Planner;
import org.junit.jupiter.api.Test;

class StepTimesTest {
  @Test
  void theTableHasARowForEachStep() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 100, 10);
    graph.at(
        new Origin("Model.java", 7),
        () -> {
          graph.output("y", x.exp().sum(0));
          return x;
        });
    StepTimes times = new StepTimes(Planner.plan(graph, MemoryModel.ARRAYS));
    for (int run = 0; run < 2; run++) {
      times.countRun();
      times.add(0, 3000);
      times.add(1, 1000);
    }
    assertEquals(
        """
        cpu: 2 runs, 4.0 us each
              us      %    GB/s  step
             3.0   75.0     2.7  %1 exp [f32[100, 10]] at Model.java:7
             1.0   25.0     4.0  %2 reduce_sum [f32[100, 10]] at Model.java:7
        """,
        times.table().replace(System.lineSeparator(), "\n"));
  }
}
