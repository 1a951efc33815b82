package org.gradus.testing;

import java.util.List;
import java.util.stream.Stream;

/** Where this process was told to find native libraries: a bundle has them outside of its jars. */
public final class NativeLibraries {
  private NativeLibraries() {}

  /** The options by which another Java finds them, too; none outside of a bundle. */
  public static List<String> options() {
    return System.getProperty("gradus.native") == null
        ? List.of()
        : Stream.of("java.library.path", "org.lwjgl.librarypath", "gradus.native")
            .map(key -> "-D%s=%s".formatted(key, System.getProperty(key)))
            .toList();
  }
}
