package org.gradus.cpu;

import java.util.HashMap;
import java.util.Map;
import org.gradus.device.HostTensor;
import org.gradus.device.Rows;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variable;
import org.gradus.graph.Variables;
import org.gradus.op.TensorSpec;

/** Variables as Java arrays, one for each that is stored. */
final class CpuStore implements VariableStore {
  private final Variables variables;
  private final Map<String, Object> arrays = new HashMap<>();

  CpuStore(Variables variables) {
    this.variables = variables;
    for (Variable variable : variables.stored()) {
      String what = "variable '" + variable.name() + "'";
      TensorSpec spec = variable.spec();
      arrays.put(variable.name(), Memory.allocate(what, spec.dtype(), spec.shape().size()));
    }
  }

  @Override
  public Variables variables() {
    return variables;
  }

  /** The array of a stored variable. */
  Object array(Variable variable) {
    Object array = arrays.get(variable.name());
    if (array == null) {
      throw new IllegalArgumentException("cpu: variable '" + variable.name() + "' is not stored");
    }
    return array;
  }

  @Override
  public void write(Variable variable, HostTensor values) {
    Memory.check("variable '" + variable.name() + "'", variable.spec(), values.spec());
    System.arraycopy(values.array(), 0, owner(variable), offset(variable), values.size());
  }

  @Override
  public void write(Variable variable, int row, HostTensor rows) {
    int begin = Math.toIntExact(Rows.begin(variable, row, rows.spec()));
    System.arraycopy(rows.array(), 0, owner(variable), offset(variable) + begin, rows.size());
  }

  @Override
  public void read(Variable variable, HostTensor values) {
    Memory.check("variable '" + variable.name() + "'", variable.spec(), values.spec());
    System.arraycopy(owner(variable), offset(variable), values.array(), 0, values.size());
  }

  private Object owner(Variable variable) {
    Variables.Window window = variables.window(variable);
    return array(window == null ? variable : window.arena());
  }

  private int offset(Variable variable) {
    Variables.Window window = variables.window(variable);
    return window == null ? 0 : window.offset();
  }

  @Override
  public void close() {
    arrays.clear();
  }
}
