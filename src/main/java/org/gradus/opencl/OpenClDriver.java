package org.gradus.opencl;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.function.Function;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceInfo;
import org.gradus.gpu.BinaryCache;
import org.gradus.gpu.Bindings;
import org.gradus.gpu.Bytes;
import org.gradus.gpu.DeviceMemory;
import org.gradus.gpu.Driver;
import org.gradus.gpu.OutOfDeviceMemory;
import org.gradus.gpu.Recording;
import org.gradus.gpu.Resources;
import org.gradus.gpu.Staging;
import org.gradus.gpu.launch.KernelLaunch;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.Program;
import org.gradus.gpu.launch.Traits;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL12;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** A context and an in-order queue on one device. */
final class OpenClDriver implements Driver {
  private static final int GRAIN = 16; // buffers are a multiple of it, so that zeros fit in fours

  private final FoundDevice device;
  private final DeviceInfo info;
  private final Context context;
  private final Programs programs;
  private final Kernels kernels;
  private final Resources resources = new Resources();
  private long allocated;

  /**
   * Opens {@code device}.
   *
   * @param info how users know it
   * @param sources the text of a program
   * @param cache keeps built programs
   * @throws DeviceException if the device is gone or its driver refuses
   */
  OpenClDriver(
      FoundDevice device, DeviceInfo info, Function<Program, String> sources, BinaryCache cache) {
    this.device = device;
    this.info = info;
    context = new Context(device, info.id());
    programs = new Programs(context.handle(), device, sources, cache);
    kernels = new Kernels(programs);
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public Traits traits() {
    return device.traits();
  }

  /**
   * {@inheritDoc}
   *
   * <p>A processor's drivers give memory that is not there, and the system ends the process when it
   * is written; so what this machine has left bounds such devices too.
   */
  @Override
  public void requireFree(long bytes) throws OutOfDeviceMemory {
    if (bytes > device.memoryBytes() - allocated || bytes > left()) {
      throw outOfMemory(bytes, "");
    }
  }

  /** What this machine has left if the device uses its memory. */
  private long left() {
    return device.traits().cpu()
        ? Math.min(HostMemory.available(), HostMemory.total() - allocated)
        : HostMemory.UNKNOWN;
  }

  @Override
  public DeviceMemory allocate(long bytes) throws OutOfDeviceMemory {
    requireFree(bytes);
    if (bytes > device.traits().largestAllocation()) {
      throw outOfMemory(bytes, "");
    }
    long size = Math.ceilDiv(Math.max(1, bytes), GRAIN) * GRAIN;
    long buffer = createBuffer(bytes, size);
    int code = fillWithZeros(buffer, size);
    if (code == CL10.CL_SUCCESS) {
      code = CL10.clFinish(queue());
    }
    if (code != CL10.CL_SUCCESS) {
      int _ = CL10.clReleaseMemObject(buffer);
      if (Codes.isOutOfMemory(code)) {
        throw outOfMemory(bytes, Codes.name(code));
      }
      throw Codes.failed(code, "clEnqueueFillBuffer of " + Bytes.describe(bytes));
    }
    allocated += bytes;
    return resources.add(new OpenClMemory(this, buffer, bytes));
  }

  private long createBuffer(long bytes, long size) throws OutOfDeviceMemory {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer code = stack.mallocInt(1);
      long buffer = CL10.clCreateBuffer(context.handle(), CL10.CL_MEM_READ_WRITE, size, code);
      if (Codes.isOutOfMemory(code.get(0))) {
        throw outOfMemory(bytes, Codes.name(code.get(0)));
      }
      Codes.check(code.get(0), "clCreateBuffer of " + Bytes.describe(bytes));
      return buffer;
    }
  }

  private int fillWithZeros(long buffer, long size) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      ByteBuffer zero = stack.calloc(Integer.BYTES);
      return CL12.clEnqueueFillBuffer(queue(), buffer, zero, 0, size, null, null);
    }
  }

  private OutOfDeviceMemory outOfMemory(long bytes, String code) {
    long left = left();
    return new OutOfDeviceMemory(
        "%s cannot give %s more: it has %s, of which %s are taken, and at most %s in one piece%s%s"
            .formatted(
                info.id(),
                Bytes.describe(bytes),
                Bytes.describe(device.memoryBytes()),
                Bytes.describe(allocated),
                Bytes.describe(device.traits().largestAllocation()),
                left == HostMemory.UNKNOWN
                    ? ""
                    : ", and this machine has %s left".formatted(Bytes.describe(left)),
                code.isEmpty() ? "" : " (" + code + ")"));
  }

  void freed(long bytes) {
    allocated -= bytes;
  }

  @Override
  public Staging stage(long bytes) {
    return resources.add(new OpenClStaging(this, context.handle(), queue(), bytes));
  }

  @Override
  public void upload(Staging from, DeviceMemory to, long offset, long bytes) {
    from.requireRoom(to, offset, bytes);
    OpenClStaging staging = (OpenClStaging) from;
    int code =
        CL10.nclEnqueueWriteBuffer(
            queue(),
            ((OpenClMemory) to).buffer(),
            CL10.CL_FALSE,
            offset,
            bytes,
            staging.address(),
            0,
            MemoryUtil.NULL,
            staging.eventSlot());
    Codes.check(code, "clEnqueueWriteBuffer");
  }

  @Override
  public void download(DeviceMemory from, long offset, Staging to, long bytes) {
    to.requireRoom(from, offset, bytes);
    OpenClStaging staging = (OpenClStaging) to;
    int code =
        CL10.nclEnqueueReadBuffer(
            queue(),
            ((OpenClMemory) from).buffer(),
            CL10.CL_FALSE,
            offset,
            bytes,
            staging.address(),
            0,
            MemoryUtil.NULL,
            staging.eventSlot());
    Codes.check(code, "clEnqueueReadBuffer");
  }

  @Override
  public Recording record(List<Launch> all, Bindings bindings) {
    List<KernelLaunch> launches = KernelLaunch.all(all);
    long[] made = kernels.create(launches, bindings);
    try {
      return resources.add(new OpenClRecording(this, launches, made));
    } catch (RuntimeException | OutOfMemoryError e) {
      Kernels.release(made);
      throw e;
    }
  }

  @Override
  public void finish() {
    Codes.check(CL10.clFinish(queue()), "clFinish");
  }

  long queue() {
    return context.queue();
  }

  long profilingQueue() {
    return context.profilingQueue();
  }

  /** How many pieces of memory, stagings and recordings are open. */
  int open() {
    return resources.count();
  }

  /** How many programs were compiled here, not taken from the cache. */
  int compiled() {
    return programs.compiled();
  }

  void close(Resources.Resource resource) {
    resources.close(resource);
  }

  @Override
  public void close() {
    resources.close();
    programs.close();
    context.close();
  }
}
