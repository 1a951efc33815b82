package org.gradus.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder = Path.of("");

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void replacesTheOldContentsAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    AtomicFiles.write(file, "a longer first version\n");
    AtomicFiles.write(file, "second\n");
    assertEquals("second\n", Files.readString(file));
    assertEquals(List.of("metrics.jsonl"), names());
  }

  @Test
  void fullDiskKeepsTheOldContents() throws IOException {
    Path file = folder.resolve("model.safetensors");
    AtomicFiles.write(file, "good");
    DataException error =
        assertThrows(
            DataException.class,
            () ->
                AtomicFiles.write(
                    file,
                    channel -> {
                      channel.write(ByteBuffer.allocate(10));
                      throw new IOException("No space left on device");
                    }));
    assertEquals("cannot write " + file + ": No space left on device", error.getMessage());
    assertEquals("good", Files.readString(file));
    assertEquals(List.of("model.safetensors"), names());
  }

  @Test
  void theSystemsOwnFullDeviceIsDescribedTheSame() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "needs /dev/full, which this system does not have");
    Path file = folder.resolve("x");
    DataException error =
        assertThrows(
            DataException.class,
            () ->
                AtomicFiles.write(
                    file,
                    channel -> {
                      try (FileChannel device = FileChannel.open(full, StandardOpenOption.WRITE)) {
                        AtomicFiles.writeFully(device, ByteBuffer.allocate(10));
                      }
                    }));
    assertEquals("cannot write " + file + ": No space left on device", error.getMessage());
  }

  @Test
  void directoryThatIsNotThere() {
    Path file = folder.resolve("absent").resolve("x");
    assertEquals(
        "cannot write " + file + ": no such file or directory",
        assertThrows(DataException.class, () -> AtomicFiles.write(file, "x")).getMessage());
  }

  @Test
  void directoryThatIsAFile() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "");
    Path file = plain.resolve("x");
    assertEquals(
        "cannot write " + file + ": Not a directory",
        assertThrows(DataException.class, () -> AtomicFiles.write(file, "x")).getMessage());
    assertEquals(
        "cannot create " + plain + ": exists and is not a directory",
        assertThrows(DataException.class, () -> AtomicFiles.createDirectories(plain)).getMessage());
  }

  @Test
  void directoryThatMayNotBeWritten() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    assumeTrue(locked.toFile().setWritable(false), "needs a file system with permissions");
    if (Files.isWritable(locked)) { // root may write anywhere but into the kernel's own tree
      locked = Path.of("/sys");
      assumeTrue(Files.isDirectory(locked), "needs a directory that root may not write");
    }
    Path file = locked.resolve("x");
    assertEquals(
        "cannot write " + file + ": permission denied",
        assertThrows(DataException.class, () -> AtomicFiles.write(file, "x")).getMessage());
  }

  @Test
  void onlySystemsThatCannotForceDirectoriesAreForgiven() {
    assertTrue(AtomicFiles.meansNoForcing(new AccessDeniedException("runs\\a"))); // Windows
    assertTrue(AtomicFiles.meansNoForcing(new IOException("Invalid argument")));
    assertTrue(AtomicFiles.meansNoForcing(new IOException("Operation not supported")));
    assertFalse(AtomicFiles.meansNoForcing(new IOException("Input/output error")));
    assertFalse(AtomicFiles.meansNoForcing(new IOException("No space left on device")));
    assertFalse(AtomicFiles.meansNoForcing(new NoSuchFileException("runs/a")));
  }

  @Test
  void leftoversOfKilledWritersAreRemoved() throws IOException {
    Files.writeString(folder.resolve(".x.999999999999.tmp"), "half");
    Files.writeString(folder.resolve(".xy.999999999999.tmp"), "another file's");
    Files.writeString(folder.resolve(".x.1.tmp"), "of a process that lives");
    AtomicFiles.write(folder.resolve("x"), "whole");
    assertEquals(List.of(".x.1.tmp", ".xy.999999999999.tmp", "x"), names());
  }
}
