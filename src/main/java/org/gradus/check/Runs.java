package org.gradus.check;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variables;
import org.gradus.op.Update;
import org.gradus.pass.Decompose;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;
import org.gradus.plan.Planner;

/** Runs of a case's graph, as it is: of the passes only the one that a device cannot do without. */
final class Runs {
  private Runs() {}

  /** The graph planned for {@code device}: what it has no kernel for is decomposed. */
  static Plan plan(Device device, Graph graph, MemoryModel memory) {
    return Planner.plan(Decompose.apply(graph, device.capabilities().kernels()), memory);
  }

  /** One run: the graph's outputs, then the variables that it updates, by name. */
  static Map<String, HostTensor> run(
      Device device, Graph graph, MemoryModel memory, Map<String, HostTensor> values) {
    Plan plan = plan(device, graph, memory);
    try (VariableStore store = device.allocate(plan.variables());
        Executable executable = device.load(plan, store)) {
      return run(executable, store, values);
    }
  }

  /** One run in the device's own layout of memory. */
  static Map<String, HostTensor> run(Device device, Graph graph, Map<String, HostTensor> values) {
    return run(device, graph, device.capabilities().memory(), values);
  }

  /** One run of a loaded plan. */
  static Map<String, HostTensor> run(
      Executable executable, VariableStore store, Map<String, HostTensor> values) {
    write(executable, store, values);
    executable.run();
    Map<String, HostTensor> results = new LinkedHashMap<>();
    Plan plan = executable.plan();
    plan.outputs().keySet().forEach(name -> results.put(name, executable.read(name)));
    plan.steps().stream()
        .filter(step -> step.op() instanceof Update)
        .flatMap(step -> Graph.targets((Update) step.op()).stream())
        .forEach(name -> results.put(name, store.read(store.variables().get(name))));
    return results;
  }

  /** Hands inputs and variables their values. */
  static void write(Executable executable, VariableStore store, Map<String, HostTensor> values) {
    Variables variables = store.variables();
    values.forEach(
        (name, value) -> {
          if (executable.plan().inputs().containsKey(name)) {
            executable.write(name, value);
          } else if (variables.all().stream().anyMatch(v -> v.name().equals(name))) {
            store.write(variables.get(name), value);
          } // else nothing depends on it
        });
  }

  /** The value of that name, which must be there. */
  static HostTensor get(Map<String, HostTensor> values, String name) {
    HostTensor value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("there is no value " + name + ", only " + values.keySet());
    }
    return value;
  }
}
