package org.gradus.opencl;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.Devices;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.op.Custom;
import org.gradus.op.CustomOp;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.testing.MistakenOp;
import org.junit.jupiter.api.Test;

/** What is said of a user's own op that cannot run on a GPU; one that can is in the catalogue. */
class CustomOpTest {
  @Test
  void withoutKernelNamesTheInterfaceAndTheUsersLine() {
    String message = failure(new Unfinished());
    assertTrue(message.startsWith("unfinished: has no kernel for GPUs: "), message);
    assertTrue(message.contains("does not implement org.gradus.gpu.lowering.GpuCustomOp"), message);
    assertTrue(message.contains("at CustomOpTest.java:"), message);
  }

  @Test
  void withAMistakeShowsTheStepTheUsersLineAndThatOfItsSource() {
    String message = failure(new MistakenOp());
    String begin =
        "mistaken_f32 \\(1 of \\d+ groups\\), step %1 mistaken at CustomOpTest\\.java:\\d+";
    assertTrue(message.matches("(?s)" + begin + " cannot be had: OpenCL: .*"), message);
    assertTrue(message.contains("mistaken.cl"), message);
    assertTrue(message.contains("missing_function(1)"), message);
  }

  private static String failure(CustomOp definition) {
    OpenCls.device();
    Graph graph = new Graph();
    graph.output(
        "y", graph.add(new Custom(definition), List.of(graph.input("x", DType.F32, 3))).output(0));
    try (Device device = Devices.open("opencl:0");
        VariableStore store = device.allocate(graph.variables())) {
      DeviceException thrown =
          assertThrows(DeviceException.class, () -> device.compile(graph, store));
      return String.valueOf(thrown.getMessage());
    }
  }

  private record Unfinished() implements CustomOp {
    @Override
    public String name() {
      return "unfinished";
    }

    @Override
    public List<TensorSpec> outputs(List<TensorSpec> inputs) {
      return inputs;
    }
  }
}
