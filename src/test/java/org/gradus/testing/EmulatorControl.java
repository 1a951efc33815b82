package org.gradus.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** The CUDA emulator's own functions, for a process that {@link CudaEmulator} started. */
public final class EmulatorControl {
  private final MethodHandle planFaults;
  private final MethodHandle seed;
  private final MethodHandle contextState;

  /** Finds the library that JCuda finds, too. */
  public EmulatorControl() {
    Linker linker = Linker.nativeLinker();
    SymbolLookup driver = SymbolLookup.libraryLookup("libcuda.so.1", Arena.global());
    planFaults =
        linker.downcallHandle(
            driver.findOrThrow("gradus_emulator_plan_faults"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS));
    seed =
        linker.downcallHandle(
            driver.findOrThrow("gradus_emulator_seed"), FunctionDescriptor.ofVoid(JAVA_LONG));
    contextState =
        linker.downcallHandle(
            driver.findOrThrow("cuDevicePrimaryCtxGetState"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  }

  /** Plans faults such as {@code cuMemAlloc#3=OUT_OF_MEMORY}; an empty text ends them. */
  public void planFaults(String faults) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      int result = (int) planFaults.invokeExact(arena.allocateFrom(faults));
      if (result != 0) {
        throw new IllegalArgumentException(faults);
      }
    }
  }

  /** Gives the contexts to come a seed: work is done late, and in any order that is allowed. */
  public void seed(long number) throws Throwable {
    seed.invokeExact(number);
  }

  /** Whether the first device's context is there, which someone holds then. */
  public boolean hasContext() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment active = arena.allocate(JAVA_INT);
      int code = (int) contextState.invokeExact(0, arena.allocate(JAVA_INT), active);
      return code != 0 || active.get(JAVA_INT, 0) != 0;
    }
  }
}
