package org.gradus.cli;

import org.gradus.device.Backend;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.op.DType;

/** Computes something small on a device, since one that is listed need not work. */
final class DeviceProof {
  private static final int SIZE = 1000;

  private DeviceProof() {}

  /** What the device is, and whether it takes the positive part of a thousand numbers. */
  static Finding of(Backend backend, int index, DeviceInfo info) {
    String name = "device " + info.id();
    try (Device device = backend.open(index)) {
      int wrong = wrong(device);
      return wrong == 0
          ? Finding.ok(name, info.description() + "; computes")
          : Finding.problem(
              name,
              "%s; %d of %d results are wrong".formatted(info.description(), wrong, SIZE),
              "update the device's driver, and run ./gradus check --device " + info.id());
    } catch (DeviceException e) {
      return Finding.problem(
          name,
          info.description() + "; does not compute: " + e.getMessage(),
          "update the device's driver, or train on another: --device cpu");
    }
  }

  private static int wrong(Device device) {
    Graph graph = new Graph();
    graph.output("y", graph.input("x", DType.F32, SIZE).relu());
    try (VariableStore store = device.allocate(graph.variables());
        Executable executable = device.compile(graph, store)) {
      HostTensor x = HostTensor.allocate(executable.plan().input("x").spec());
      for (int i = 0; i < SIZE; i++) {
        x.set(i, i - SIZE / 2);
      }
      executable.write("x", x);
      executable.run();
      HostTensor y = executable.read("y");
      int wrong = 0;
      for (int i = 0; i < SIZE; i++) {
        wrong += y.get(i) == Math.max(0, x.get(i)) ? 0 : 1;
      }
      return wrong;
    }
  }
}
