package org.gradus.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.gradus.io.AtomicFiles;
import org.jspecify.annotations.Nullable;

/** Whether a file can be written, asked before minutes of measuring rather than after them. */
final class Writable {
  private Writable() {}

  /**
   * Refuses a file that cannot be written.
   *
   * @throws org.gradus.io.DataException with the reason
   */
  static void require(Path file) {
    @Nullable Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
      AtomicFiles.write(file, ""); // fails, and says why
    }
  }
}
