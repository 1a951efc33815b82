package org.gradus.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gradus.gpu.BinaryCache;
import org.gradus.gpu.DeviceMemory;
import org.gradus.gpu.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BinaryCacheTest {
  private static final byte[] BINARY = {1, 2, 3};

  @TempDir Path folder;

  @Test
  void givesBackWhatWasKept() {
    BinaryCache cache = new BinaryCache(folder.resolve("new/folder"));
    assertNull(cache.read("a"));
    cache.write("a", BINARY);
    assertArrayEquals(BINARY, cache.read("a"));
    assertNull(cache.read("b"));
  }

  @Test
  void damageIsAsIfNothingWereThere() throws IOException {
    BinaryCache cache = new BinaryCache(folder);
    cache.write("a", BINARY);
    Path file = folder.resolve("a.bin");
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 4;
      Files.write(file, damaged);
      assertNull(cache.read("a"), "byte " + i);
    }
    Files.write(file, new byte[0]);
    assertNull(cache.read("a"));
    cache.write("a", BINARY);
    assertArrayEquals(BINARY, cache.read("a"));
  }

  @Test
  void aFolderThatCannotBeWrittenIsNoError() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    for (BinaryCache cache : List.of(new BinaryCache(file), OpenCls.NO_CACHE)) {
      cache.write("a", BINARY);
      assertNull(cache.read("a"));
    }
  }

  @Test
  void whatIsWrongWithTheFolderIsToldWithARemedy() throws IOException {
    String remedy =
        "set GRADUS_CACHE to a folder that can be written, or kernels are built in each process";
    BinaryCache good = new BinaryCache(folder.resolve("new/folder"));
    assertEquals(folder.resolve("new/folder").toString(), good.describe());
    assertEquals("", good.remedy());
    assertTrue(Files.notExists(folder.resolve("new")), "asking makes no folder");
    Path file = Files.createFile(folder.resolve("file"));
    BinaryCache below = new BinaryCache(file.resolve("opencl"));
    assertEquals("%s/opencl: %s is not a folder".formatted(file, file), below.describe());
    assertEquals(remedy, below.remedy());
    assertEquals("none: no folder of the user's is known", OpenCls.NO_CACHE.describe());
    assertEquals(remedy, OpenCls.NO_CACHE.remedy());
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldSo() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    assertTrue(locked.toFile().setWritable(false));
    assumeFalse(Files.isWritable(locked), "this user may write everywhere");
    assertEquals(
        "%s/opencl: %s cannot be written".formatted(locked, locked),
        new BinaryCache(locked.resolve("opencl")).describe());
  }

  @Test
  void manyMayWriteTheSameAtOnce() throws IOException {
    IntStream.range(0, 64)
        .parallel()
        .forEach(
            i -> {
              BinaryCache cache = new BinaryCache(folder);
              cache.write("a", BINARY);
              assertArrayEquals(BINARY, cache.read("a"));
            });
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("a.bin")), files.toList());
    }
  }

  @Test
  void keysDependOnEachPart() {
    assertEquals(BinaryCache.key("a", "b"), BinaryCache.key("a", "b"));
    assertNotEquals(BinaryCache.key("a", "b"), BinaryCache.key("b", "a"));
    assertNotEquals(BinaryCache.key("ab", "c"), BinaryCache.key("a", "bc"));
  }

  @Test
  void theFolderIsTheUsers() {
    assertEquals(
        Path.of("/c/opencl"),
        BinaryCache.folder("opencl", Map.of("GRADUS_CACHE", "/c", "XDG_CACHE_HOME", "/x")));
    assertEquals(
        Path.of("/x/gradus/opencl"), BinaryCache.folder("opencl", Map.of("XDG_CACHE_HOME", "/x")));
    assertEquals(
        Path.of(System.getProperty("user.home"), ".cache/gradus/opencl"),
        BinaryCache.folder("opencl", Map.of()));
    assertNull(BinaryCache.folder("opencl", Map.of("GRADUS_CACHE", "\0")));
  }

  @Test
  void aProgramIsCompiledOnceOnAMachine() throws IOException {
    BinaryCache cache = new BinaryCache(folder);
    assertEquals(1, compiled(cache));
    assertEquals(0, compiled(cache), "the second driver takes it from the cache");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.write(file, new byte[100]);
      }
    }
    assertEquals(1, compiled(cache), "what is damaged is compiled again");
    assertEquals(0, compiled(cache), "and kept anew");
  }

  /** A file that is whole, of a program that this driver cannot take. */
  @Test
  void aBinaryThatTheDriverRefusesIsCompiledAgain() throws IOException {
    BinaryCache cache = new BinaryCache(folder);
    compiled(cache);
    try (Stream<Path> files = Files.list(folder)) {
      String name = files.findFirst().orElseThrow().getFileName().toString();
      cache.write(name.replace(".bin", ""), BINARY);
    }
    assertEquals(1, compiled(cache));
    assertEquals(0, compiled(cache));
  }

  private static int compiled(BinaryCache cache) {
    try (OpenClDriver driver = OpenCls.driver(OpenCls.ADD, cache);
        DeviceMemory memory = OpenCls.memory(driver, 64);
        Recording recording =
            driver.record(List.of(OpenCls.add(0, 4, 1), OpenCls.add(0, 4, 1)), region -> memory)) {
      recording.run();
      assertEquals(2, OpenCls.read(driver, memory, 1)[0]);
      assertTrue(driver.compiled() <= 1, "two launches share a program");
      return driver.compiled();
    }
  }
}
