package org.gradus.cpu;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gradus.cpu.math.PlainKernels;
import org.gradus.cpu.math.SimdKernels;
import org.gradus.cpu.math.Workers;
import org.gradus.device.Device;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;
import org.gradus.plan.Planner;
import org.gradus.random.RandomStream;

/** Devices and runs for tests of the kernels: graphs are planned as they are, without passes. */
final class Cpus {
  private static final DeviceInfo INFO = new DeviceInfo("cpu", "for tests", 0);

  private Cpus() {}

  /** The kernels on vectors from the first call on, not only when they are compiled. */
  static Device fast(int threads) {
    return new CpuDevice(INFO, new Workers(threads), new SimdKernels(), false);
  }

  static Device plain() {
    return new CpuDevice(INFO, new Workers(1), new PlainKernels(), false);
  }

  static Device reference() {
    return new CpuDevice(INFO, new Workers(1), new PlainKernels(), true);
  }

  /** Runs a graph without variables once and returns its outputs. */
  static Map<String, HostTensor> run(
      Device device, Graph graph, MemoryModel memory, Map<String, HostTensor> inputs) {
    Plan plan = Planner.plan(graph, memory);
    try (VariableStore store = device.allocate(graph.variables());
        Executable executable = device.load(plan, store)) {
      inputs.forEach(executable::write);
      executable.run();
      return outputs(executable);
    }
  }

  static Map<String, HostTensor> run(Device device, Graph graph, Map<String, HostTensor> inputs) {
    return run(device, graph, MemoryModel.ARRAYS, inputs);
  }

  static Map<String, HostTensor> outputs(Executable executable) {
    Map<String, HostTensor> outputs = new LinkedHashMap<>();
    executable.plan().outputs().keySet().forEach(name -> outputs.put(name, executable.read(name)));
    return outputs;
  }

  /** Normal floats; integers from 0 to 3, which every op of the tests takes as an index. */
  static HostTensor random(TensorSpec spec, RandomStream random) {
    HostTensor values = HostTensor.allocate(spec);
    for (int i = 0; i < values.size(); i++) {
      boolean whole = spec.dtype() == DType.I32 || spec.dtype() == DType.U8;
      values.set(i, whole ? random.nextInt(4) : random.nextNormal());
    }
    return values;
  }

  /** Random values for every input of a graph. */
  static Map<String, HostTensor> random(Graph graph, long seed) {
    RandomStream random = new RandomStream(seed, 0);
    Map<String, HostTensor> inputs = new LinkedHashMap<>();
    graph.inputs().forEach((name, tensor) -> inputs.put(name, random(tensor.spec(), random)));
    return inputs;
  }
}
