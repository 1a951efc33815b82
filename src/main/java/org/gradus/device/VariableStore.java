package org.gradus.device;

import java.util.EnumSet;
import org.gradus.graph.Variable;
import org.gradus.graph.Variables;

/** The storage of a model's variables on one device, shared by all executables over it. */
public interface VariableStore extends AutoCloseable {
  /** The variables that are stored. */
  Variables variables();

  /** Copies host values of the variable's spec to the device. */
  void write(Variable variable, HostTensor values);

  /**
   * Copies host values to rows of the variable, from {@code row} on. They have its element type
   * and, but for the first axis, its shape.
   *
   * @throws IllegalArgumentException if they do not fit there
   */
  void write(Variable variable, int row, HostTensor rows);

  /** Copies the variable's values into {@code values}, of its spec. */
  void read(Variable variable, HostTensor values);

  /** A new host copy of the variable's values. */
  default HostTensor read(Variable variable) {
    HostTensor values = HostTensor.allocate(variable.spec());
    read(variable, values);
    return values;
  }

  /**
   * Fills every variable with its first values for {@code seed}, but the arena, whose windows are
   * filled, and tables, which are the host's to fill.
   */
  default void initialize(long seed) {
    Variables variables = variables();
    for (Variable.Role role : EnumSet.complementOf(EnumSet.of(Variable.Role.TABLE))) {
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
