package org.gradus.check;

import java.util.List;
import java.util.function.ObjIntConsumer;
import org.gradus.device.Capabilities;
import org.gradus.device.Device;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Executable;
import org.gradus.device.Footprint;
import org.gradus.device.HostTensor;
import org.gradus.device.KernelTime;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variables;
import org.gradus.plan.Buffer;
import org.gradus.plan.Plan;

/**
 * A device that does something wrong after each run.
 *
 * @param fault is given what has run and how often it has
 */
record FaultyDevice(Device sound, ObjIntConsumer<Executable> fault) implements Device {
  @Override
  public DeviceInfo info() {
    return sound.info();
  }

  @Override
  public Capabilities capabilities() {
    return sound.capabilities();
  }

  @Override
  public VariableStore allocate(Variables variables) {
    return sound.allocate(variables);
  }

  @Override
  public Executable load(Plan plan, VariableStore store) {
    Executable executable = sound.load(plan, store);
    return new Executable() {
      private int runs;

      @Override
      public Plan plan() {
        return plan;
      }

      @Override
      public void write(Buffer buffer, HostTensor values) {
        executable.write(buffer, values);
      }

      @Override
      public void run() {
        executable.run();
        fault.accept(executable, ++runs);
      }

      @Override
      public Footprint footprint() {
        return executable.footprint();
      }

      @Override
      public List<KernelTime> time() {
        return executable.time();
      }

      @Override
      public void read(Buffer buffer, HostTensor values) {
        executable.read(buffer, values);
      }

      @Override
      public void close() {
        executable.close();
      }
    };
  }

  /** Multiplies the last element of every floating-point output by {@code factor}. */
  static void scale(Executable executable, double factor) {
    for (Buffer output : executable.plan().outputs().values()) {
      if (output.spec().dtype().isFloat()) {
        HostTensor values = HostTensor.allocate(output.spec());
        executable.read(output, values);
        values.set(values.size() - 1, values.get(values.size() - 1) * factor);
        executable.write(output, values);
      }
    }
  }

  @Override
  public void close() {
    sound.close();
  }
}
