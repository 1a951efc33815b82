package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a driver's library that is there and cannot be loaded. */
final class CudaLibraryTest {
  /** As JCuda tells of a bundle's, which lies in a folder and in no jar. */
  private static final String IN_A_FOLDER =
      """
      Error while loading native library "JCudaDriver-12.6.0-linux-x86_64"
      Operating system name: Linux
      ---(start of nested stack traces)---
      Stack trace from the attempt to load the library as a file:
      java.lang.UnsatisfiedLinkError: /a b/native/libJCudaDriver-12.6.0-linux-x86_64.so: libcuda.so.1: cannot open shared object file: No such file or directory
      \tat java.base/jdk.internal.loader.NativeLibraries.load(Native Method)
      Stack trace from the attempt to load the library as a resource:
      java.io.IOException: No resource found with name '/lib/libJCudaDriver-12.6.0-linux-x86_64.so'
      """;

  @Test
  void theLinkersWordsAreToldAndNoMore() {
    assertEquals(
        "libcuda.so.1: cannot open shared object file: No such file or directory",
        CudaLibrary.linker(IN_A_FOLDER));
    assertEquals("other words", CudaLibrary.linker("other words\n\tat some.Class"));
  }

  @Test
  void aFileThatIsNoLibraryIsNamed(@TempDir Path folder) throws Exception {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assumeTrue(system.equals("Linux amd64"), "CUDA devices need Linux on x86-64, not " + system);
    Path wrong = Files.writeString(folder.resolve("libcuda.so.1"), "no library");
    Outcome check =
        CudaEmulator.gradus(
            Map.of("LD_LIBRARY_PATH", folder.toString()), "check", "--device", "cuda", "--quick");
    assertEquals(1, check.status(), check.toString());
    assertEquals(
        "gradus: device 'cuda' is not there: JCuda's library does not load: %s: file too short\n"
            .formatted(wrong),
        check.err());
  }
}
