package org.gradus.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;
import org.gradus.plan.Planner;
import org.gradus.plan.Step;
import org.junit.jupiter.api.Test;

class KernelTimesTest {
  @Test
  void theTableHasARowForEachLaunch() {
    KernelTimes times = new KernelTimes("opencl:0");
    List<Step> steps = expAndSum().steps();
    for (int run = 0; run < 2; run++) {
      times.add(
          List.of(
              new KernelTime("exp_aligned_f32", "4 of 256", steps.get(0), 3000, 8000, 0),
              new KernelTime("sum_f32", "1 of 64", steps.get(1), 1000, 4040, 1000)));
    }
    assertEquals(
        """
        opencl:0: 2 runs, 4.0 us each
              us      %    GB/s  GFLOP/s  kernel           grid      step
             3.0   75.0     2.7      0.0  exp_aligned_f32  4 of 256  %1 exp [f32[100, 10]] at Model.java:7
             1.0   25.0     4.0      1.0  sum_f32          1 of 64   %2 reduce_sum [f32[100, 10]] at Model.java:7
        """,
        times.table());
  }

  @Test
  void theCpuTimesEachStep() {
    try (Device cpu = Devices.plain("cpu")) {
      Plan plan = expAndSum();
      try (VariableStore store = cpu.allocate(plan.variables());
          Executable executable = cpu.load(plan, store)) {
        executable.write("x", HostTensor.of(Shape.of(100, 10), new float[1000]));
        List<String> kernels = new ArrayList<>();
        executable.time().forEach(time -> kernels.add(time.kernel() + " " + time.bytes()));
        assertEquals(List.of("exp_f32 8000", "reduce_sum_f32 4040"), kernels);
        assertEquals(100, executable.read("y").get(0));
      }
    }
  }

  private static Plan expAndSum() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 100, 10);
    graph.at(
        new Origin("Model.java", 7),
        () -> {
          graph.output("y", x.exp().sum(0));
          return x;
        });
    return Planner.plan(graph, MemoryModel.ARRAYS);
  }
}
