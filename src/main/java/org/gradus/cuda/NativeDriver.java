package org.gradus.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The functions of the driver that JCuda lacks. They return the driver's codes. Drivers for CUDA
 * 12.0 and newer have them, and older ones are refused.
 */
final class NativeDriver {
  /** Found when one is first called, which is after JCuda has loaded the library. */
  private static final class Found {
    static final MethodHandle ENCODE =
        function(
            "cuTensorMapEncodeTiled",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS,
                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    static final MethodHandle LAUNCH =
        function(
            "cuLaunchKernelEx",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
      SymbolLookup driver = SymbolLookup.libraryLookup(CudaLibrary.NAME, Arena.global());
      return Linker.nativeLinker().downcallHandle(driver.findOrThrow(name), descriptor);
    }
  }

  private NativeDriver() {}

  /** Calls {@code cuTensorMapEncodeTiled}; parameters are those of cuda.h, in its order. */
  static int encodeTensorMap(
      MemorySegment map,
      int type,
      int rank,
      MemorySegment address,
      MemorySegment extents,
      MemorySegment strides,
      MemorySegment box,
      MemorySegment steps,
      int interleave,
      int swizzle,
      int promotion,
      int fill) {
    try {
      return (int)
          Found.ENCODE.invokeExact(
              map,
              type,
              rank,
              address,
              extents,
              strides,
              box,
              steps,
              interleave,
              swizzle,
              promotion,
              fill);
    } catch (Throwable e) {
      throw new IllegalStateException("cuTensorMapEncodeTiled cannot be called", e);
    }
  }

  /** Calls {@code cuLaunchKernelEx}; allocates nothing. */
  static int launchKernel(
      MemorySegment configuration, MemorySegment function, MemorySegment parameters) {
    try {
      return (int)
          Found.LAUNCH.invokeExact(configuration, function, parameters, MemorySegment.NULL);
    } catch (Throwable e) {
      throw new IllegalStateException("cuLaunchKernelEx cannot be called", e);
    }
  }
}
