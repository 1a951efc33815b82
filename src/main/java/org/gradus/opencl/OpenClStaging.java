package org.gradus.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.IntBuffer;
import org.gradus.gpu.Bytes;
import org.gradus.gpu.Resources;
import org.gradus.gpu.Staging;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/**
 * A buffer in the host's memory, which drivers keep where the device can copy from at full speed.
 */
final class OpenClStaging implements Staging, Resources.Resource {
  private final OpenClDriver driver;
  private final long queue;
  private final long buffer;
  private final Arena life = Arena.ofShared();
  private final MemorySegment segment;
  private final long event; // holds the event of the last copy, or null

  OpenClStaging(OpenClDriver driver, long context, long queue, long bytes) {
    this.driver = driver;
    this.queue = queue;
    long address;
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer code = stack.mallocInt(1);
      long flags = CL10.CL_MEM_READ_WRITE | CL10.CL_MEM_ALLOC_HOST_PTR;
      buffer = CL10.clCreateBuffer(context, flags, Math.max(1, bytes), code);
      String what = "of " + Bytes.describe(bytes) + " on the host for copies";
      Codes.check(code.get(0), "clCreateBuffer " + what);
      address = map(bytes, code);
      if (code.get(0) != CL10.CL_SUCCESS) {
        int _ = CL10.clReleaseMemObject(buffer);
        throw Codes.failed(code.get(0), "clEnqueueMapBuffer " + what);
      }
    }
    segment = MemorySegment.ofAddress(address).reinterpret(bytes, life, null);
    event = MemoryUtil.nmemCallocChecked(1, Long.BYTES);
  }

  private long map(long bytes, IntBuffer code) {
    return CL10.nclEnqueueMapBuffer(
        queue,
        buffer,
        CL10.CL_TRUE,
        CL10.CL_MAP_READ | CL10.CL_MAP_WRITE,
        0,
        Math.max(1, bytes),
        0,
        MemoryUtil.NULL,
        MemoryUtil.NULL,
        MemoryUtil.memAddress(code));
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  long address() {
    return segment.address();
  }

  /** Where the next copy is to put its event; that of the copy before it is given up. */
  long eventSlot() {
    releaseEvent(); // the queue is in order: the next copy ends after it
    return event;
  }

  @Override
  public void await() {
    if (MemoryUtil.memGetAddress(event) != MemoryUtil.NULL) {
      int code = CL10.nclWaitForEvents(1, event);
      releaseEvent();
      Codes.check(code, "clWaitForEvents for a copy");
    }
  }

  private void releaseEvent() {
    long last = MemoryUtil.memGetAddress(event);
    if (last != MemoryUtil.NULL) {
      int _ = CL10.clReleaseEvent(last);
      MemoryUtil.memPutAddress(event, MemoryUtil.NULL);
    }
  }

  @Override
  public void close() {
    driver.close(this);
  }

  @Override
  public void release() {
    long address = segment.address();
    life.close();
    if (MemoryUtil.memGetAddress(event) != MemoryUtil.NULL) {
      int _ = CL10.nclWaitForEvents(1, event);
      releaseEvent();
    }
    MemoryUtil.nmemFree(event);
    int _ =
        CL10.nclEnqueueUnmapMemObject(queue, buffer, address, 0, MemoryUtil.NULL, MemoryUtil.NULL);
    int _ = CL10.clFinish(queue);
    int _ = CL10.clReleaseMemObject(buffer);
  }
}
