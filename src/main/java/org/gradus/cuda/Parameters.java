package org.gradus.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import jcuda.Pointer;
import org.gradus.gpu.Argument;
import org.gradus.gpu.Bindings;

/** The values of a kernel's parameters in native memory, and the list of their addresses. */
final class Parameters {
  private Parameters() {}

  /** What {@code cuLaunchKernel} takes as its parameters; lives as long as {@code arena}. */
  static Pointer of(List<Argument> arguments, Bindings bindings, Arena arena) {
    MemorySegment values = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, arguments.size()));
    MemorySegment addresses = arena.allocate(ValueLayout.ADDRESS, Math.max(1, arguments.size()));
    for (int i = 0; i < arguments.size(); i++) {
      long at = (long) i * Long.BYTES;
      write(arguments.get(i), bindings, values.asSlice(at, Long.BYTES));
      addresses.setAtIndex(ValueLayout.ADDRESS, i, values.asSlice(at));
    }
    return Pointer.to(addresses.asByteBuffer());
  }

  private static void write(Argument argument, Bindings bindings, MemorySegment to) {
    switch (argument) {
      case Argument.Pointer(var place, int _) -> {
        CudaMemory memory = (CudaMemory) bindings.memory(place.region());
        to.set(ValueLayout.JAVA_LONG, 0, memory.address().number() + place.offset());
      }
      case Argument.Int32(int value) -> to.set(ValueLayout.JAVA_INT, 0, value);
      case Argument.Int64(long value) -> to.set(ValueLayout.JAVA_LONG, 0, value);
      case Argument.Float32(float value) -> to.set(ValueLayout.JAVA_FLOAT, 0, value);
    }
  }
}
