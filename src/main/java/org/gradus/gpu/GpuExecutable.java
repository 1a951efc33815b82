package org.gradus.gpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.gradus.device.Debug;
import org.gradus.device.DeviceException;
import org.gradus.device.Executable;
import org.gradus.device.Footprint;
import org.gradus.device.HostTensor;
import org.gradus.device.KernelTime;
import org.gradus.device.KernelTimes;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.Region;
import org.gradus.gpu.launch.Traits;
import org.gradus.gpu.lowering.Lowered;
import org.gradus.gpu.lowering.Lowering;
import org.gradus.op.TensorSpec;
import org.gradus.plan.Buffer;
import org.gradus.plan.Plan;
import org.gradus.plan.Storage;
import org.jspecify.annotations.Nullable;

/** A plan as recorded launches over one piece of scratch memory. */
final class GpuExecutable implements Executable {
  private final GpuDevice device;
  private final Plan plan;
  private final GpuStore store;
  private final List<DeviceMemory> owned = new ArrayList<>();
  private final DeviceMemory scratch;
  private final DeviceMemory workspace;
  private final DeviceMemory tables;
  private final DeviceMemory faults;
  private final int[] flags = new int[Faults.LENGTH];
  private final Recording recording;
  private final List<Launch> launches;
  private final long[] nanoseconds;
  private final long bytes;
  private final @Nullable KernelTimes times;
  private boolean ran;

  /**
   * Makes {@code plan} ready.
   *
   * @throws DeviceException if memory does not suffice, which is known before any is taken, or a
   *     kernel cannot be had
   */
  GpuExecutable(GpuDevice device, Plan plan, GpuStore store, Traits traits) {
    this.device = device;
    this.plan = plan;
    this.store = store;
    Lowered lowered = Lowering.lower(plan, traits);
    launches = lowered.launches();
    nanoseconds = new long[launches.size()];
    long tableBytes = (long) lowered.tables().length * Integer.BYTES;
    long faultBytes = (long) Faults.LENGTH * Integer.BYTES;
    long besides = lowered.workspaceBytes() + tableBytes + faultBytes;
    bytes = plan.scratchBytes() + besides;
    try {
      if (!device.driver().traits().cpu()) {
        device.transfers().reserve(plan.inputs().values());
      }
      device.driver().requireFree(bytes);
      scratch = allocate(plan.scratchBytes());
      workspace = allocate(lowered.workspaceBytes());
      tables = allocate(tableBytes);
      faults = allocate(faultBytes);
      device.transfers().upload(MemorySegment.ofArray(lowered.tables()), tables, 0);
      fillConstants();
      recording = device.driver().record(lowered.launches(), this::memory);
      times = Debug.tells(2) ? new KernelTimes(device.info().id()) : null;
    } catch (OutOfDeviceMemory e) {
      free();
      throw new DeviceException(MemoryShortage.ofPlan(device.info().id(), plan, besides, e), e);
    } catch (RuntimeException e) {
      free();
      throw e;
    }
  }

  private DeviceMemory allocate(long bytes) throws OutOfDeviceMemory {
    DeviceMemory memory = device.driver().allocate(Math.max(1, bytes));
    owned.add(memory);
    return memory;
  }

  private void fillConstants() {
    for (Plan.Constant constant : plan.constants()) {
      HostTensor values = HostTensor.allocate(constant.buffer().spec());
      for (int i = 0; i < values.size(); i++) {
        values.set(i, constant.value());
      }
      write(constant.buffer(), values);
    }
  }

  private DeviceMemory memory(Region region) {
    return switch (region) {
      case Region.Scratch ignored -> scratch;
      case Region.State state -> store.memory(state.variable());
      case Region.Workspace ignored -> workspace;
      case Region.Tables ignored -> tables;
      case Region.FaultFlags ignored -> faults;
    };
  }

  @Override
  public Plan plan() {
    return plan;
  }

  @Override
  public void write(Buffer buffer, HostTensor values) {
    check(buffer, values.spec());
    device.transfers().upload(Transfers.bytes(values), memory(buffer), offset(buffer));
  }

  @Override
  public void run() {
    if (times == null) {
      ran = true;
      recording.run();
    } else {
      times.add(time());
    }
  }

  @Override
  public void run(int times) {
    if (this.times == null) {
      ran = true;
      recording.run(times);
    } else {
      Executable.super.run(times);
    }
  }

  @Override
  public List<KernelTime> time() {
    ran = true;
    recording.time(nanoseconds);
    return kernelTimes();
  }

  @Override
  public List<KernelTime> timeQueued() {
    ran = true;
    recording.timeQueued(nanoseconds);
    return kernelTimes();
  }

  private List<KernelTime> kernelTimes() {
    List<KernelTime> run = new ArrayList<>(nanoseconds.length);
    for (int i = 0; i < nanoseconds.length; i++) {
      Launch launch = launches.get(i);
      run.add(
          new KernelTime(
              launch.name(),
              launch.extent(),
              launch.step(),
              nanoseconds[i],
              launch.work().bytes(),
              launch.work().operations()));
    }
    return run;
  }

  @Override
  public Footprint footprint() {
    return new Footprint(launches.size(), bytes);
  }

  /**
   * {@inheritDoc}
   *
   * @throws DeviceException if a kernel met an index out of range since the last read
   */
  @Override
  public void read(Buffer buffer, HostTensor values) {
    check(buffer, values.spec());
    device.transfers().download(memory(buffer), offset(buffer), Transfers.bytes(values));
    tellFault();
  }

  /** Whether the plan reads and updates the variables of {@code other}. */
  boolean isOver(GpuStore other) {
    return store == other;
  }

  /**
   * Looks at the fault flags if there was a run since they were looked at.
   *
   * @throws DeviceException if a kernel met an index out of range
   */
  void tellFault() {
    if (!ran) {
      return;
    }
    ran = false;
    device.transfers().download(faults, 0, MemorySegment.ofArray(flags));
    DeviceException fault = Faults.of(device.info().id(), plan, flags);
    if (fault != null) {
      device.transfers().upload(MemorySegment.ofArray(new int[Faults.LENGTH]), faults, 0);
      throw fault;
    }
  }

  private static void check(Buffer buffer, TensorSpec given) {
    if (!buffer.spec().equals(given)) {
      throw new IllegalArgumentException("the value is %s, not %s".formatted(buffer, given));
    }
  }

  private DeviceMemory memory(Buffer buffer) {
    return switch (buffer.storage()) {
      case Storage.Scratch ignored -> scratch;
      case Storage.State state -> store.memory(state.variable());
      case Storage.Absent ignored ->
          throw new IllegalArgumentException(buffer + " lies nowhere: nobody reads it");
    };
  }

  private static long offset(Buffer buffer) {
    return switch (buffer.storage()) {
      case Storage.Scratch at -> at.offset();
      case Storage.State at -> at.offset();
      case Storage.Absent ignored -> 0;
    };
  }

  private void free() {
    owned.reversed().forEach(DeviceMemory::close);
  }

  @Override
  public void close() {
    device.driver().finish();
    recording.close();
    free();
    device.forget(this);
    if (times != null) {
      Debug.tell(times.table());
    }
  }
}
