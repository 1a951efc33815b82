package org.gradus.gpu;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gradus.device.DeviceException;
import org.gradus.device.HostTensor;
import org.gradus.device.Rows;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variable;
import org.gradus.graph.Variables;
import org.gradus.op.TensorSpec;

/** Variables in device memory, a piece for each that is stored. */
final class GpuStore implements VariableStore {
  private final GpuDevice device;
  private final Variables variables;
  private final Map<String, DeviceMemory> memory = new LinkedHashMap<>();

  GpuStore(GpuDevice device, Variables variables) {
    this.device = device;
    this.variables = variables;
    try {
      device.driver().requireFree(variables.stored().stream().mapToLong(GpuStore::bytes).sum());
      for (Variable variable : variables.stored()) {
        memory.put(variable.name(), device.driver().allocate(bytes(variable)));
      }
    } catch (OutOfDeviceMemory e) {
      close();
      throw new DeviceException(MemoryShortage.ofVariables(device.info().id(), variables, e), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static long bytes(Variable variable) {
    return Math.max(1, variable.spec().bytes());
  }

  /** The device the variables lie on. */
  GpuDevice device() {
    return device;
  }

  @Override
  public Variables variables() {
    return variables;
  }

  /** The memory of a stored variable. */
  DeviceMemory memory(Variable variable) {
    DeviceMemory found = memory.get(variable.name());
    if (found == null) {
      throw new IllegalArgumentException("variable '" + variable.name() + "' is not stored");
    }
    return found;
  }

  @Override
  public void write(Variable variable, HostTensor values) {
    check(variable, values.spec());
    device.transfers().upload(Transfers.bytes(values), owner(variable), offset(variable));
  }

  /**
   * {@inheritDoc}
   *
   * @throws DeviceException if a kernel of a plan over these variables met an index out of range
   *     since the last read
   */
  @Override
  public void write(Variable variable, int row, HostTensor rows) {
    long begin = Rows.begin(variable, row, rows.spec()) * variable.spec().dtype().bytes();
    device.transfers().upload(Transfers.bytes(rows), owner(variable), offset(variable) + begin);
  }

  @Override
  public void read(Variable variable, HostTensor values) {
    check(variable, values.spec());
    device.transfers().download(owner(variable), offset(variable), Transfers.bytes(values));
    device.tellFaults(this);
  }

  private static void check(Variable variable, TensorSpec given) {
    if (!variable.spec().equals(given)) {
      throw new IllegalArgumentException(
          "variable '%s' is %s, not %s".formatted(variable.name(), variable.spec(), given));
    }
  }

  private DeviceMemory owner(Variable variable) {
    Variables.Window window = variables.window(variable);
    return memory(window == null ? variable : window.arena());
  }

  private long offset(Variable variable) {
    Variables.Window window = variables.window(variable);
    return window == null ? 0 : (long) window.offset() * variable.spec().dtype().bytes();
  }

  @Override
  public void close() {
    device.driver().finish();
    memory.values().forEach(DeviceMemory::close);
    memory.clear();
    device.forget(this);
  }
}
