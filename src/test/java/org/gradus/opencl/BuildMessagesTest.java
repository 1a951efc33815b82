package org.gradus.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gradus.gpu.BinaryCache;
import org.gradus.gpu.DeviceMemory;
import org.gradus.gpu.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What building kernels says on standard error, where nothing fails. */
final class BuildMessagesTest {
  @TempDir Path folder;

  @Test
  void warningsOfTheCompilerAreToldToThoseWhoAsk() throws IOException, InterruptedException {
    OpenCls.device();
    Map<String, String> cache = Map.of("CACHE", folder.toString());
    String quiet = OtherProcess.output(Adding.class, List.of(), cache); // PoCL counts for itself
    assertFalse(quiet.contains("careful"), quiet);
    Map<String, String> asked =
        Map.of("CACHE", folder.resolve("another").toString(), "GRADUS_DEBUG", "1");
    String output = OtherProcess.output(Adding.class, List.of(), asked);
    assertTrue(output.contains("opencl: the compiler said of test:\n"), output);
    assertTrue(output.contains("\n  test.cl:1 | #warning careful\n"), output);
    assertTrue(output.endsWith("\n2.0\n"), output);
  }

  @Test
  void kernelsRunWithoutACacheAndALineSaysSo() throws IOException, InterruptedException {
    OpenCls.device();
    Path file = Files.createFile(folder.resolve("file"));
    Path cache = file.resolve("opencl");
    String output = OtherProcess.output(Adding.class, List.of(), Map.of("CACHE", cache.toString()));
    assertEquals(
        List.of(
            "opencl: built kernels are not kept, and are built in each process:"
                + " %s: %s is not a folder".formatted(cache, file)),
        output.lines().filter(line -> line.startsWith("opencl")).toList());
    assertTrue(output.endsWith("2.0\n"), output);
  }

  /** Where the system says that anybody may write, and then takes no file all the same. */
  @Test
  void aFolderThatTheSystemDoesNotMakeIsToldWithTheReason()
      throws IOException, InterruptedException {
    OpenCls.device();
    assumeTrue(Files.isWritable(Path.of("/proc")), "this user may not write in /proc");
    String output = OtherProcess.output(Adding.class, List.of(), Map.of("CACHE", "/proc/x/opencl"));
    assertTrue(output.contains(": /proc/x/opencl takes no file: /proc/x cannot be made\n"), output);
  }

  /** Adds one to zero twice, each time by a driver of its own. */
  static final class Adding {
    private Adding() {}

    /** Prints the sum; the folder for kernels is in the environment. */
    public static void main(String[] arguments) {
      BinaryCache cache = new BinaryCache(Path.of(System.getenv("CACHE")));
      String source = "#line 1 \"test.cl\"\n#warning careful\n" + OpenCls.ADD;
      float sum = 0;
      for (int i = 0; i < 2; i++) {
        try (OpenClDriver driver = OpenCls.driver(source, cache);
            DeviceMemory memory = OpenCls.memory(driver, 4);
            Recording recording = driver.record(List.of(OpenCls.add(0, 1, 1)), region -> memory)) {
          recording.run();
          sum += OpenCls.read(driver, memory, 1)[0];
        }
      }
      System.out.println(sum);
    }
  }
}
