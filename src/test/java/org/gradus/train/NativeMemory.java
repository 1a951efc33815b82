package org.gradus.train;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Memory that the GNU C library has handed out in this process, by its function mallinfo2. */
final class NativeMemory {
  /** Of its ten numbers, bytes in blocks mapped one by one, and bytes in use in the arenas. */
  private static final int MAPPED = 4;

  private static final int IN_USE = 7;

  private static final @Nullable MethodHandle MALLINFO = find();

  private NativeMemory() {}

  private static @Nullable MethodHandle find() {
    Linker linker = Linker.nativeLinker();
    MemoryLayout result = MemoryLayout.structLayout(numbers());
    return linker
        .defaultLookup()
        .find("mallinfo2")
        .map(address -> linker.downcallHandle(address, FunctionDescriptor.of(result)))
        .orElse(null);
  }

  private static MemoryLayout[] numbers() {
    MemoryLayout[] numbers = new MemoryLayout[10];
    Arrays.fill(numbers, ValueLayout.JAVA_LONG);
    return numbers;
  }

  /** Whether this C library tells. */
  static boolean isKnown() {
    return MALLINFO != null;
  }

  /** The bytes in use. */
  static long used() {
    MethodHandle handle = MALLINFO;
    if (handle == null) {
      throw new IllegalStateException("this C library does not tell");
    }
    try (Arena arena = Arena.ofConfined()) {
      SegmentAllocator allocator = arena;
      MemorySegment numbers = (MemorySegment) handle.invokeExact(allocator);
      return numbers.getAtIndex(ValueLayout.JAVA_LONG, MAPPED)
          + numbers.getAtIndex(ValueLayout.JAVA_LONG, IN_USE);
    } catch (Throwable e) {
      throw new IllegalStateException("mallinfo2 cannot be called", e);
    }
  }
}
