package org.gradus.device;

import org.gradus.graph.Variable;
import org.gradus.graph.Variables;

/** The storage of a model's variables on one device, shared by all executables over it. */
public interface VariableStore extends AutoCloseable {
  /** The variables that are stored. */
  Variables variables();

  /** Copies host values of the variable's spec to the device. */
  void write(Variable variable, HostTensor values);

  /** Copies the variable's values into {@code values}, of its spec. */
  void read(Variable variable, HostTensor values);

  /** A new host copy of the variable's values. */
  default HostTensor read(Variable variable) {
    HostTensor values = HostTensor.allocate(variable.spec());
    read(variable, values);
    return values;
  }

  /** Fills every variable but the arena with its first values for {@code seed}. */
  default void initialize(long seed) {
    Variables variables = variables();
    for (Variable.Role role : Variable.Role.values()) {
      for (Variable variable : variables.role(role)) {
        float[] values = new float[variable.spec().shape().intSize()];
        variable.initial().fill(variable, seed, values);
        HostTensor host = HostTensor.allocate(variable.spec());
        for (int i = 0; i < values.length; i++) {
          host.set(i, values[i]);
        }
        write(variable, host);
      }
    }
  }

  @Override
  void close();
}
