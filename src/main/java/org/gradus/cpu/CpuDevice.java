package org.gradus.cpu;

import java.util.EnumSet;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.Workers;
import org.gradus.device.Capabilities;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Executable;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variables;
import org.gradus.op.DType;
import org.gradus.pass.KernelSupport;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;

/** The open CPU: a pool of threads, and memory that is Java arrays. */
final class CpuDevice implements Device {
  private static final Capabilities CAPABILITIES =
      new Capabilities(EnumSet.allOf(DType.class), KernelSupport.ALL, MemoryModel.ARRAYS, 0);

  private final DeviceInfo info;
  private final Workers workers;
  private final FloatKernels kernels;
  private final boolean reference;

  /**
   * A device that runs on {@code workers}, which it closes.
   *
   * @param reference whether F32 too is computed by the reference kernels, in double
   */
  CpuDevice(DeviceInfo info, Workers workers, FloatKernels kernels, boolean reference) {
    this.info = info;
    this.workers = workers;
    this.kernels = kernels;
    this.reference = reference;
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public VariableStore allocate(Variables variables) {
    try {
      return new CpuStore(variables);
    } catch (OutOfMemoryError e) {
      throw new DeviceException("cpu: the variables do not fit in memory; raise -Xmx", e);
    }
  }

  @Override
  public Executable load(Plan plan, VariableStore store) {
    if (!(store instanceof CpuStore variables)) {
      throw new IllegalArgumentException("cpu: the variables lie on another device: " + store);
    }
    try {
      Memory memory = new Memory(plan, variables);
      return new CpuExecutable(plan, memory, new Lowering(workers, kernels, reference));
    } catch (OutOfMemoryError e) {
      throw new DeviceException(
          "cpu: %,d bytes of scratch do not fit in memory; raise -Xmx"
              .formatted(plan.scratchBytes()),
          e);
    }
  }

  @Override
  public void close() {
    workers.close();
  }
}
