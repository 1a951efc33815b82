package org.gradus.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** The folder that this program lies in, by what else is there. */
sealed interface Home {
  /**
   * A copy of the sources, in which it was built.
   *
   * @param root the folder of {@code mvnw}
   */
  record Checkout(Path root) implements Home {}

  /**
   * What {@code gradus bundle} made: it brings Java and the tests, and no sources.
   *
   * @param root the folder of {@code runtime}
   */
  record Bundle(Path root) implements Home {}

  /** Neither, such as another program that has Gradus among its libraries. */
  record Elsewhere() implements Home {}

  /** Looks upwards from this program's jar, or folder of classes. */
  static Home find() {
    for (Path folder = program(); folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("mvnw"))
          && Files.isDirectory(folder.resolve("bench"))) {
        return new Checkout(folder);
      }
      if (Files.isRegularFile(folder.resolve("lib/gradus.jar"))
          && Files.isDirectory(folder.resolve("runtime"))) {
        return new Bundle(folder);
      }
    }
    return new Elsewhere();
  }

  private static @Nullable Path program() {
    CodeSource source = Home.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? null : Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the program's own place is no path", e);
    }
  }
}
