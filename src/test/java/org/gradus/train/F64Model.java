package org.gradus.train;

import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.fixtures.Fixture;
import org.gradus.graph.Graph;
import org.gradus.graph.Variables;
import org.gradus.nn.Model;
import org.gradus.op.DType;
import org.gradus.pass.Retype;

/** A model's variables in F64 on a device, so that it can be compared with PyTorch's closely. */
final class F64Model implements AutoCloseable {
  private final Device device;
  private final Variables variables;
  private final VariableStore store;

  /** The variables as they are declared now. */
  F64Model(Device device, Model model) {
    this.device = device;
    this.variables = model.variables().retyped(DType.F32, DType.F64);
    this.store = device.allocate(variables);
    store.initialize(model.seed());
  }

  /** Compiles a graph of the model, in F64, over the same variables. */
  Executable compile(Graph graph) {
    return device.compile(Retype.apply(graph, variables, DType.F32, DType.F64), store);
  }

  /** Gives the variables of those names the fixture's values. */
  void load(Fixture tensors) {
    for (String name : tensors.names()) {
      if (!name.endsWith("num_batches_tracked")) {
        write(name, tensors.values(name).data());
      }
    }
  }

  void write(String name, double... values) {
    store.write(variables.get(name), HostTensor.allocate(variables.get(name).spec()).fill(values));
  }

  double[] read(String name) {
    return store.read(variables.get(name)).toDoubles();
  }

  /** Writes inputs, runs, and returns the outputs by name. */
  static double[] run(Executable executable, Map<String, double[]> inputs, String output) {
    inputs.forEach(
        (name, values) ->
            executable.write(
                name, HostTensor.allocate(executable.plan().input(name).spec()).fill(values)));
    executable.run();
    return executable.read(output).toDoubles();
  }

  @Override
  public void close() {
    store.close();
  }
}
