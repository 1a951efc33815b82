package org.gradus.experiment;

import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variable;

/** A graph on a device with its variables: numbers go in and come out as doubles. */
final class Calculation implements AutoCloseable {
  private final Device device;
  private final VariableStore store;
  private final Executable executable;

  /** Compiles {@code graph} for the device of that name, and draws its variables' first values. */
  Calculation(String device, Graph graph, long seed) {
    this.device = Devices.open(device);
    store = this.device.allocate(graph.variables());
    store.initialize(seed);
    executable = this.device.compile(graph, store);
  }

  /** Gives the variables their first values again. */
  Calculation restart(long seed) {
    store.initialize(seed);
    return this;
  }

  /** Sets an input, row by row. */
  Calculation set(String input, double... values) {
    HostTensor tensor = HostTensor.allocate(executable.plan().input(input).spec());
    executable.write(input, tensor.fill(values));
    return this;
  }

  /** Sets a variable, row by row. */
  Calculation set(Variable variable, double... values) {
    store.write(variable, HostTensor.allocate(variable.spec()).fill(values));
    return this;
  }

  /** Computes the outputs, and then the updates. */
  Calculation run() {
    executable.run();
    return this;
  }

  /** As {@link #run()}, so many times. */
  Calculation run(int times) {
    executable.run(times);
    return this;
  }

  /** An output, row by row. */
  double[] values(String output) {
    return executable.read(output).toDoubles();
  }

  /** An output's only element. */
  double value(String output) {
    return values(output)[0];
  }

  /** A variable, row by row. */
  double[] values(Variable variable) {
    return store.read(variable).toDoubles();
  }

  @Override
  public void close() {
    executable.close();
    store.close();
    device.close();
  }
}
