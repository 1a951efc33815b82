package org.gradus.cuda;

import java.util.List;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.Devices;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.op.Custom;
import org.gradus.op.DType;
import org.gradus.testing.MistakenOp;

/** A user's op with a mistake in its kernel, in a process that has a CUDA device. */
final class MistakenOnCuda {
  private MistakenOnCuda() {}

  /** Prints what is said of it. */
  public static void main(String[] arguments) {
    Graph graph = new Graph();
    Custom op = new Custom(new MistakenOp());
    graph.output("y", graph.add(op, List.of(graph.input("x", DType.F32, 3))).output(0));
    try (Device device = Devices.open("cuda");
        VariableStore store = device.allocate(graph.variables())) {
      device.compile(graph, store).close();
    } catch (DeviceException e) {
      System.out.println(e.getMessage());
    }
  }
}
