package org.gradus.opencl;

import java.nio.IntBuffer;
import org.gradus.device.DeviceException;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** A context of one device with its queue, and a second queue that takes times when it is asked. */
final class Context implements AutoCloseable {
  private final FoundDevice device;
  private final long context;
  private final long queue;
  private long profilingQueue = MemoryUtil.NULL;
  private boolean closed;

  Context(FoundDevice device, String id) {
    this.device = device;
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer code = stack.mallocInt(1);
      PointerBuffer properties =
          stack.pointers(CL10.CL_CONTEXT_PLATFORM, device.platform(), MemoryUtil.NULL);
      context = CL10.clCreateContext(properties, device.device(), null, MemoryUtil.NULL, code);
      if (code.get(0) != CL10.CL_SUCCESS) {
        throw new DeviceException(
            "device '%s' (%s) was listed but cannot be opened: clCreateContext failed: %s"
                .formatted(id, device.name(), Codes.name(code.get(0))));
      }
    }
    try {
      queue = createQueue(0);
    } catch (RuntimeException e) {
      int _ = CL10.clReleaseContext(context);
      throw e;
    }
  }

  private long createQueue(long properties) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer code = stack.mallocInt(1);
      long made = CL10.clCreateCommandQueue(context, device.device(), properties, code);
      Codes.check(code.get(0), "clCreateCommandQueue on " + device.name());
      return made;
    }
  }

  long handle() {
    return context;
  }

  long queue() {
    return queue;
  }

  /** A queue whose events carry times; the ordinary one is spared their cost. */
  long profilingQueue() {
    if (profilingQueue == MemoryUtil.NULL) {
      profilingQueue = createQueue(CL10.CL_QUEUE_PROFILING_ENABLE);
    }
    return profilingQueue;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (profilingQueue != MemoryUtil.NULL) {
      int _ = CL10.clReleaseCommandQueue(profilingQueue);
    }
    int _ = CL10.clFinish(queue);
    int _ = CL10.clReleaseCommandQueue(queue);
    int _ = CL10.clReleaseContext(context);
  }
}
