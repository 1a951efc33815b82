package org.gradus.opencl;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.gradus.device.Debug;
import org.gradus.device.DeviceException;
import org.gradus.gpu.BinaryCache;
import org.gradus.gpu.launch.Program;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** The programs of one context, each built, or read from the cache, when it is first asked for. */
final class Programs implements AutoCloseable {
  private final long context;
  private final FoundDevice device;
  private final Function<Program, String> sources;
  private final BinaryCache cache;
  private final boolean strict;
  private final Map<Program, Long> built = new HashMap<>();
  private int compiled;

  /** Takes the text of programs from {@code sources}; warnings of a compiler are only told. */
  Programs(long context, FoundDevice device, Function<Program, String> sources, BinaryCache cache) {
    this(context, device, sources, cache, false);
  }

  /**
   * Takes the text of programs from {@code sources}.
   *
   * @param strict whether warnings are errors: for tests, since nobody can foresee what the
   *     compilers of all drivers will warn of
   */
  Programs(
      long context,
      FoundDevice device,
      Function<Program, String> sources,
      BinaryCache cache,
      boolean strict) {
    this.context = context;
    this.device = device;
    this.sources = sources;
    this.cache = cache;
    this.strict = strict;
  }

  /**
   * The built program.
   *
   * @throws DeviceException if it cannot be built; the message holds the compiler's log and lines
   */
  long built(Program program) {
    Long handle = built.get(program);
    if (handle == null) {
      handle = build(program);
      built.put(program, handle);
    }
    return handle;
  }

  /** How many programs were compiled and not taken from the cache. */
  int compiled() {
    return compiled;
  }

  private long build(Program program) {
    String source = sources.apply(program);
    String options = options(program);
    if (Debug.tells(4)) {
      Debug.tell("opencl: building %s with %s%n%s".formatted(program, options, source));
    }
    String key =
        BinaryCache.key(
            source,
            options,
            device.platformName(),
            device.platformVersion(),
            device.name(),
            device.version(),
            device.driver());
    byte[] binary = cache.read(key);
    long handle = binary == null ? MemoryUtil.NULL : fromBinary(binary, options);
    if (handle == MemoryUtil.NULL) {
      handle = compile(program, source, options);
      compiled++;
      if (cache.isKept()) {
        cache.write(key, binary(handle)); // PoCL compiles every kernel now, when it is asked
      }
    }
    return handle;
  }

  private String options(Program program) {
    String rounding = device.roundsCorrectly() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "";
    String warnings = strict ? " -Werror" : "";
    return ("-cl-std=CL1.2" + warnings + rounding + " " + program.options()).strip();
  }

  private long compile(Program program, String source, String options) {
    long handle;
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer code = stack.mallocInt(1);
      handle = CL10.clCreateProgramWithSource(context, source, code);
      Codes.check(code.get(0), "clCreateProgramWithSource of " + program);
    }
    int result = CL10.clBuildProgram(handle, device.device(), options, null, 0);
    if (result == CL10.CL_SUCCESS) {
      tellWarnings(program, handle, source);
      return handle;
    }
    try {
      throw new DeviceException(
          "OpenCL: %s.cl does not build with %s on %s: clBuildProgram failed: %s%n%s"
              .formatted(
                  program.file(),
                  options,
                  device.name(),
                  Codes.name(result),
                  new BuildLog(log(handle), source).withLines()));
    } finally {
      release(handle);
    }
  }

  private void tellWarnings(Program program, long handle, String source) {
    if (Debug.tells(1)) {
      String said = log(handle);
      if (!said.isBlank()) {
        String lines = new BuildLog(said, source).withLines();
        Debug.tell("opencl: the compiler said of %s:%n%s".formatted(program, lines));
      }
    }
  }

  private String log(long program) {
    return Query.text(
        (name, size, value, returned) ->
            CL10.nclGetProgramBuildInfo(program, device.device(), name, size, value, returned),
        CL10.CL_PROGRAM_BUILD_LOG,
        "clGetProgramBuildInfo");
  }

  /** The program that the cache held, or null if this driver does not take it. */
  private long fromBinary(byte[] binary, String options) {
    ByteBuffer bytes = MemoryUtil.memAlloc(binary.length);
    try (MemoryStack stack = MemoryStack.stackPush()) {
      bytes.put(binary).flip();
      IntBuffer code = stack.mallocInt(1);
      PointerBuffer devices = stack.pointers(device.device());
      long handle = CL10.clCreateProgramWithBinary(context, devices, bytes, null, code);
      if (code.get(0) != CL10.CL_SUCCESS) {
        return MemoryUtil.NULL;
      }
      if (CL10.clBuildProgram(handle, device.device(), options, null, 0) != CL10.CL_SUCCESS) {
        release(handle);
        return MemoryUtil.NULL;
      }
      return handle;
    } finally {
      MemoryUtil.memFree(bytes);
    }
  }

  /** What the driver made of a program; empty, which no cache gives back, if it does not tell. */
  private static byte[] binary(long program) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer size = stack.callocPointer(1);
      int code = CL10.clGetProgramInfo(program, CL10.CL_PROGRAM_BINARY_SIZES, size, null);
      if (code != CL10.CL_SUCCESS || size.get(0) == 0) {
        return new byte[0];
      }
      ByteBuffer bytes = MemoryUtil.memAlloc(Math.toIntExact(size.get(0)));
      try {
        PointerBuffer pointers = stack.pointers(MemoryUtil.memAddress(bytes));
        code = CL10.clGetProgramInfo(program, CL10.CL_PROGRAM_BINARIES, pointers, null);
        byte[] binary = new byte[code == CL10.CL_SUCCESS ? bytes.remaining() : 0];
        bytes.get(binary);
        return binary;
      } finally {
        MemoryUtil.memFree(bytes);
      }
    }
  }

  private static void release(long program) {
    int _ = CL10.clReleaseProgram(program);
  }

  @Override
  public void close() {
    built.values().forEach(Programs::release);
    built.clear();
  }
}
