package org.gradus.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Environment variables of this process that native libraries read; Java cannot set them. */
final class EnvironmentSetting {
  private EnvironmentSetting() {}

  /** Sets {@code name}; does nothing where C has no setenv. */
  static void set(String name, String value) {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
    if (setenv.isEmpty()) {
      return; // Windows, where PoCL, which this is for, is not installed as a rule
    }
    FunctionDescriptor signature =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    try (Arena arena = Arena.ofConfined()) {
      int replace = 1;
      int _ =
          (int)
              linker
                  .downcallHandle(setenv.get(), signature)
                  .invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), replace);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("setenv", e);
    }
  }
}
