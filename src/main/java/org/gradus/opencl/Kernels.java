package org.gradus.opencl;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import org.gradus.device.DeviceException;
import org.gradus.gpu.Bindings;
import org.gradus.gpu.launch.Argument;
import org.gradus.gpu.launch.KernelLaunch;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/** Makes kernel objects with their arguments set. */
final class Kernels {
  private final Programs programs;

  Kernels(Programs programs) {
    this.programs = programs;
  }

  /** A kernel for each launch; if one fails, those before it are released. */
  long[] create(List<KernelLaunch> launches, Bindings bindings) {
    long[] kernels = new long[launches.size()];
    int made = 0;
    try {
      for (KernelLaunch launch : launches) {
        kernels[made] = create(launch);
        made++;
        bind(kernels[made - 1], launch, bindings);
      }
      return kernels;
    } catch (RuntimeException e) {
      release(Arrays.copyOf(kernels, made));
      throw e;
    }
  }

  static void release(long[] kernels) {
    for (long kernel : kernels) {
      int _ = CL10.clReleaseKernel(kernel);
    }
  }

  private long create(KernelLaunch launch) {
    long program = program(launch);
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer code = stack.mallocInt(1);
      long kernel = CL10.clCreateKernel(program, launch.kernel().function(), code);
      String what = "clCreateKernel of " + launch + " from " + launch.kernel().program();
      Codes.check(code.get(0), what);
      return kernel;
    }
  }

  private long program(KernelLaunch launch) {
    try {
      return programs.built(launch.kernel().program());
    } catch (DeviceException e) {
      throw launch.withoutKernel(e);
    }
  }

  private static void bind(long kernel, KernelLaunch launch, Bindings bindings) {
    int index = 0;
    for (Argument argument : launch.arguments()) {
      index = set(kernel, index, argument, launch, bindings);
    }
    long wanted =
        Query.number(
            (name, size, value, returned) ->
                CL10.nclGetKernelInfo(kernel, name, size, value, returned),
            CL10.CL_KERNEL_NUM_ARGS,
            "clGetKernelInfo");
    if (wanted != index) {
      throw new DeviceException(
          "OpenCL: kernel %s takes %d arguments, a pointer counting as two, and was given %d: %s"
              .formatted(launch, wanted, index, launch.arguments()));
    }
  }

  /** Sets an argument at {@code index} and returns the index after it. */
  private static int set(
      long kernel, int index, Argument argument, KernelLaunch launch, Bindings bindings) {
    int code =
        switch (argument) {
          case Argument.Pointer pointer -> setPointer(kernel, index, pointer, bindings);
          case Argument.Int32(int value) -> CL10.clSetKernelArg1i(kernel, index, value);
          case Argument.Int64(long value) -> CL10.clSetKernelArg1l(kernel, index, value);
          case Argument.Float32(float value) -> CL10.clSetKernelArg1f(kernel, index, value);
          case Argument.TensorMap map ->
              throw new IllegalArgumentException("%s of %s is for CUDA".formatted(map, launch));
        };
    if (code != CL10.CL_SUCCESS) {
      throw Codes.failed(
          code, "clSetKernelArg %d to %s of kernel %s".formatted(index, argument, launch));
    }
    return index + (argument instanceof Argument.Pointer ? 2 : 1);
  }

  /** A pointer is two arguments: a buffer and a count of elements. */
  private static int setPointer(
      long kernel, int index, Argument.Pointer pointer, Bindings bindings) {
    OpenClMemory memory = (OpenClMemory) bindings.memory(pointer.place().region());
    int code = CL10.clSetKernelArg1p(kernel, index, memory.buffer());
    return code != CL10.CL_SUCCESS
        ? code
        : CL10.clSetKernelArg1l(
            kernel, index + 1, pointer.place().offset() / pointer.elementBytes());
  }
}
