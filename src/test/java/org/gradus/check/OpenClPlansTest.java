package org.gradus.check;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.gradus.cpu.RandomGraph;
import org.gradus.cpu.RandomPlans;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variables;
import org.gradus.plan.Planner;
import org.gradus.random.RandomStream;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Random graphs on OpenCL: each step agrees with the CPU, and layouts do not show. */
class OpenClPlansTest {
  private static final int GRAPHS = 60;
  private static final int RUNS = 2;

  @BeforeEach
  void findDevice() {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
  }

  @Test
  void everyStepAgreesWithTheCpu() {
    try (Device device =
        new CheckingDevice(Devices.plain("opencl"), Devices.plain("cpu"), _ -> {})) {
      for (int seed = 0; seed < GRAPHS; seed++) {
        Variables variables = RandomGraph.variables();
        Graph graph = RandomGraph.build(seed, variables, true);
        try (VariableStore store = device.allocate(variables);
            Executable executable =
                device.load(Planner.plan(graph, device.capabilities().memory()), store)) {
          store.initialize(seed);
          for (int run = 0; run < RUNS; run++) {
            HostTensor x = HostTensor.allocate(executable.plan().input("x").spec());
            Domain.normal().fill(new RandomStream(seed, 2, run), x);
            Runs.run(executable, store, Map.of("x", x));
          }
        }
      }
    }
  }

  @Test
  void sharingMemoryChangesNothing() {
    try (Device device = Devices.plain("opencl")) {
      new RandomPlans(device, GRAPHS).sharingMemoryChangesNothing();
    }
  }

  @Test
  void everyReadSeesTheValueAtTheStart() {
    try (Device device = Devices.plain("opencl")) {
      new RandomPlans(device, GRAPHS).everyReadSeesTheValueAtTheStart();
    }
  }
}
