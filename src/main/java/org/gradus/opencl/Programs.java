package org.gradus.opencl;

import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.gradus.device.Debug;
import org.gradus.device.DeviceException;
import org.gradus.gpu.Program;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/** The programs of one context, each built when it is first asked for. */
final class Programs implements AutoCloseable {
  private final long context;
  private final FoundDevice device;
  private final UnaryOperator<String> sources;
  private final Map<Program, Long> built = new HashMap<>();

  /** Takes the text of a kernel file, whose name it is given, from {@code sources}. */
  Programs(long context, FoundDevice device, UnaryOperator<String> sources) {
    this.context = context;
    this.device = device;
    this.sources = sources;
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

  private long build(Program program) {
    String source = sources.apply(program.file());
    if (Debug.tells(4)) {
      Debug.tell("opencl: building %s with %s%n%s".formatted(program, options(program), source));
    }
    return compile(program, source);
  }

  private String options(Program program) {
    String rounding = device.roundsCorrectly() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "";
    return ("-cl-std=CL1.2 -Werror" + rounding + " " + program.options()).strip();
  }

  private long compile(Program program, String source) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer code = stack.mallocInt(1);
      long handle = CL10.clCreateProgramWithSource(context, source, code);
      Codes.check(code.get(0), "clCreateProgramWithSource of " + program);
      int result = CL10.clBuildProgram(handle, device.device(), options(program), null, 0);
      if (result == CL10.CL_SUCCESS) {
        return handle;
      }
      String log = log(handle);
      int _ = CL10.clReleaseProgram(handle);
      throw new DeviceException(
          "OpenCL: %s.cl does not build with %s on %s: clBuildProgram: %s%n%s"
              .formatted(
                  program.file(),
                  options(program),
                  device.name(),
                  Codes.name(result),
                  new BuildLog(log, source).withLines()));
    }
  }

  private String log(long program) {
    return Query.text(
        (name, size, value, returned) ->
            CL10.nclGetProgramBuildInfo(program, device.device(), name, size, value, returned),
        CL10.CL_PROGRAM_BUILD_LOG,
        "clGetProgramBuildInfo");
  }

  @Override
  public void close() {
    for (long program : built.values()) {
      int _ = CL10.clReleaseProgram(program);
    }
    built.clear();
  }
}
