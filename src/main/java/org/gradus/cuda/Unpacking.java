package org.gradus.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Loads JCuda's libraries, which it unpacks first where they are not lying ready. */
final class Unpacking {
  private static final String SHARED = "java.io.tmpdir";

  /** Names the folder in which a bundle has the libraries; Java looks for them there, too. */
  private static final String READY = "gradus.native";

  /** Something that unpacks libraries and loads them. */
  @FunctionalInterface
  interface Load {
    /** Does so; {@code folder} has nothing in it but libraries that need no unpacking. */
    void in(Path folder) throws IOException;
  }

  private Unpacking() {}

  /**
   * Runs {@code load} with a folder of its own for temporary files, and deletes it: JCuda unpacks a
   * library of a fixed name and takes one it finds. On Linux a library that is loaded stays
   * although its file is gone. In a bundle, {@code load} gets the folder with its libraries.
   *
   * @throws IOException if a file cannot be written; the message says where
   */
  static void alone(Load load) throws IOException {
    String ready = System.getProperty(READY);
    if (ready != null) {
      load.in(Path.of(ready));
      return;
    }
    String shared = System.getProperty(SHARED);
    try {
      Path folder = Files.createTempDirectory("gradus-jcuda-");
      System.setProperty(SHARED, folder.toString());
      try {
        load.in(folder);
      } finally {
        System.setProperty(SHARED, shared);
        delete(folder);
      }
    } catch (IOException e) {
      throw new IOException("cannot be unpacked in %s: %s".formatted(shared, e.getMessage()), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
