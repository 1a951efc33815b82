package org.gradus.opencl;

import java.util.List;
import org.gradus.device.DeviceException;
import org.gradus.gpu.Recording;
import org.gradus.gpu.Resources;
import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.KernelLaunch;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryUtil;

/** A kernel object for each launch, with its arguments set, and its sizes in native memory. */
final class OpenClRecording implements Recording, Resources.Resource {
  private static final int AXES = 3;
  private static final int SIZES = 2 * AXES * Long.BYTES; // of one launch: items, items of a group

  private final OpenClDriver driver;
  private final List<KernelLaunch> launches;
  private final long[] kernels;
  private final long sizes;

  /** Takes over {@code kernels}, one for each launch. */
  OpenClRecording(OpenClDriver driver, List<KernelLaunch> launches, long[] kernels) {
    this.driver = driver;
    this.launches = List.copyOf(launches);
    this.kernels = kernels;
    long[] numbers = new long[2 * AXES * kernels.length];
    for (int i = 0; i < kernels.length; i++) {
      writeSizes(launches.get(i).grid(), numbers, 2 * AXES * i);
    }
    sizes = MemoryUtil.nmemAllocChecked((long) SIZES * Math.max(1, kernels.length));
    for (int i = 0; i < numbers.length; i++) {
      MemoryUtil.memPutLong(sizes + (long) i * Long.BYTES, numbers[i]);
    }
  }

  private static void writeSizes(Grid grid, long[] numbers, int at) {
    numbers[at] = Math.multiplyExact(grid.groupsX(), (long) grid.itemsX());
    numbers[at + 1] = (long) grid.groupsY() * grid.itemsY();
    numbers[at + 2] = (long) grid.groupsZ() * grid.itemsZ();
    numbers[at + AXES] = grid.itemsX();
    numbers[at + AXES + 1] = grid.itemsY();
    numbers[at + AXES + 2] = grid.itemsZ();
  }

  @Override
  public void run() {
    long queue = driver.queue();
    for (int i = 0; i < kernels.length; i++) {
      int code = enqueue(queue, i, MemoryUtil.NULL);
      if (code != CL10.CL_SUCCESS) {
        throw failed("clEnqueueNDRangeKernel", code, launches.get(i));
      }
    }
    Codes.check(CL10.clFlush(queue), "clFlush");
  }

  @Override
  public void time(long[] nanoseconds) {
    driver.finish();
    long queue = driver.profilingQueue();
    long events = MemoryUtil.nmemCallocChecked(Math.max(1, kernels.length), Long.BYTES);
    try {
      for (int i = 0; i < kernels.length; i++) {
        int code = enqueue(queue, i, events + (long) i * Long.BYTES);
        if (code != CL10.CL_SUCCESS) {
          throw failed("clEnqueueNDRangeKernel", code, launches.get(i));
        }
      }
      Codes.check(CL10.clFinish(queue), "clFinish");
      for (int i = 0; i < kernels.length; i++) {
        nanoseconds[i] = duration(MemoryUtil.memGetAddress(events + (long) i * Long.BYTES));
      }
    } finally {
      releaseEvents(events);
    }
  }

  private int enqueue(long queue, int i, long event) {
    long size = sizes + (long) i * SIZES;
    return CL10.nclEnqueueNDRangeKernel(
        queue,
        kernels[i],
        AXES,
        MemoryUtil.NULL,
        size,
        size + (long) AXES * Long.BYTES,
        0,
        MemoryUtil.NULL,
        event);
  }

  private static long duration(long event) {
    return moment(event, CL10.CL_PROFILING_COMMAND_END)
        - moment(event, CL10.CL_PROFILING_COMMAND_START);
  }

  private static long moment(long event, int which) {
    return Query.number(
        (name, size, value, returned) ->
            CL10.nclGetEventProfilingInfo(event, name, size, value, returned),
        which,
        "clGetEventProfilingInfo");
  }

  private void releaseEvents(long events) {
    for (int i = 0; i < kernels.length; i++) {
      long event = MemoryUtil.memGetAddress(events + (long) i * Long.BYTES);
      if (event != MemoryUtil.NULL) {
        int _ = CL10.clReleaseEvent(event);
      }
    }
    MemoryUtil.nmemFree(events);
  }

  private static DeviceException failed(String call, int code, KernelLaunch launch) {
    return Codes.failed(code, call + " of kernel " + launch);
  }

  @Override
  public void close() {
    driver.close(this);
  }

  @Override
  public void release() {
    Kernels.release(kernels);
    MemoryUtil.nmemFree(sizes);
  }
}
