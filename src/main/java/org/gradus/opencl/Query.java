package org.gradus.opencl;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** Reads what OpenCL tells about platforms and devices. */
final class Query {
  private Query() {}

  /** A function that writes a property's value, or its size, in the manner of clGetDeviceInfo. */
  @FunctionalInterface
  interface Getter {
    /** Returns the code. */
    int get(int name, long size, long value, long sizeReturned);
  }

  static Getter platform(long platform) {
    return (name, size, value, returned) ->
        CL10.nclGetPlatformInfo(platform, name, size, value, returned);
  }

  static Getter device(long device) {
    return (name, size, value, returned) ->
        CL10.nclGetDeviceInfo(device, name, size, value, returned);
  }

  /** A property that is text, without the zero at its end. */
  static String text(Getter getter, int name, String call) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer size = stack.mallocPointer(1);
      Codes.check(getter.get(name, 0, MemoryUtil.NULL, MemoryUtil.memAddress(size)), call);
      if (size.get(0) == 0) {
        return "";
      }
      ByteBuffer text = MemoryUtil.memAlloc(Math.toIntExact(size.get(0)));
      try {
        long address = MemoryUtil.memAddress(text);
        Codes.check(getter.get(name, size.get(0), address, MemoryUtil.NULL), call);
        String whole = StandardCharsets.UTF_8.decode(text).toString();
        int end = whole.indexOf('\0');
        return (end < 0 ? whole : whole.substring(0, end)).strip();
      } finally {
        MemoryUtil.memFree(text);
      }
    }
  }

  /** A property of 4 or 8 bytes. */
  static long number(Getter getter, int name, String call) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long value = stack.ncalloc(Long.BYTES, Long.BYTES, 1); // a shorter value leaves zeros above
      Codes.check(getter.get(name, Long.BYTES, value, MemoryUtil.NULL), call);
      return MemoryUtil.memGetLong(value);
    }
  }
}
