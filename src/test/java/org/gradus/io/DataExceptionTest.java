package org.gradus.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DataExceptionTest {
  private static final Path RUN = Path.of("runs", "a");

  private static void assertReason(String reason, IOException cause) {
    assertEquals(
        "cannot create " + RUN + ": " + reason,
        DataException.failed("create", RUN, cause).getMessage());
  }

  @Test
  void theFileIsNamedOnce() {
    assertReason("permission denied", new AccessDeniedException(RUN.toString()));
    assertReason("permission denied", new AccessDeniedException(RUN.toAbsolutePath().toString()));
    String above = Path.of("runs").toAbsolutePath().toString();
    assertReason(
        "Read-only file system", new FileSystemException(above, null, "Read-only file system"));
  }

  @Test
  void anotherFileIsNamedToo() {
    assertReason("permission denied (runs)", new AccessDeniedException("runs"));
    assertReason(
        "No space left on device (b)",
        new FileSystemException("b", null, "No space left on device"));
  }

  @Test
  void aRemedyIsALineOfItsOwn() {
    DataException error = DataException.withRemedy("no file", "make one");
    assertEquals("no file\nmake one", error.getMessage());
    assertEquals("no file", error.problem());
    assertEquals("make one", error.remedy());
    assertNull(new DataException("no file").remedy());
  }
}
