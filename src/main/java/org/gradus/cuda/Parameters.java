package org.gradus.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.gradus.gpu.Bindings;
import org.gradus.gpu.launch.Argument;
import org.gradus.gpu.launch.Place;

/** The values of a kernel's parameters in native memory, and the list of their addresses. */
final class Parameters {
  private Parameters() {}

  /** What {@code cuLaunchKernel} takes as its parameters; lives as long as {@code arena}. */
  static MemorySegment of(List<Argument> arguments, Bindings bindings, Arena arena) {
    MemorySegment addresses = arena.allocate(ValueLayout.ADDRESS, Math.max(1, arguments.size()));
    for (int i = 0; i < arguments.size(); i++) {
      addresses.setAtIndex(ValueLayout.ADDRESS, i, value(arguments.get(i), bindings, arena));
    }
    return addresses;
  }

  private static MemorySegment value(Argument argument, Bindings bindings, Arena arena) {
    return switch (argument) {
      case Argument.Pointer(var place, int _) ->
          arena.allocateFrom(ValueLayout.JAVA_LONG, address(place, bindings));
      case Argument.Int32(int value) -> arena.allocateFrom(ValueLayout.JAVA_INT, value);
      case Argument.Int64(long value) -> arena.allocateFrom(ValueLayout.JAVA_LONG, value);
      case Argument.Float32(float value) -> arena.allocateFrom(ValueLayout.JAVA_FLOAT, value);
      case Argument.TensorMap map -> {
        MemorySegment encoded = arena.allocate(TensorMaps.BYTES, TensorMaps.ALIGNMENT);
        TensorMaps.encode(map, address(map.place(), bindings), encoded);
        yield encoded;
      }
    };
  }

  private static long address(Place place, Bindings bindings) {
    CudaMemory memory = (CudaMemory) bindings.memory(place.region());
    return memory.address().number() + place.offset();
  }
}
