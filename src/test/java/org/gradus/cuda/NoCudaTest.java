package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said where CUDA is asked for and cannot be had, and where {@code auto} does without. */
final class NoCudaTest {
  private static final String TOO_OLD =
      "the driver supports CUDA 11.8, and CUDA 12.0 is needed: install a driver of version 525 or"
          + " newer";

  @TempDir private Path folder;

  @BeforeAll
  static void thereIsAnEmulator() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
  }

  @Test
  void noDriver() {
    assumeFalse(CudaLibrary.isThere(), "this machine has NVIDIA's driver");
    assertEquals(
        "gradus: device 'cuda' is not there: libcuda.so.1 is not on this machine: install NVIDIA's"
            + " driver, version 525 or newer\n",
        failure(Map.of("LD_LIBRARY_PATH", "")));
  }

  @Test
  void aDriverThatIsTooOld() {
    Map<String, String> old = Map.of("GRADUS_EMULATOR_DRIVER", "11080");
    assertEquals("gradus: device 'cuda' is not there: " + TOO_OLD + "\n", failure(old));
    String devices = CudaEmulator.gradus(old, "devices").out();
    assertTrue(devices.contains("cuda     none: " + TOO_OLD), devices);
    assertTrue(devices.matches("(?s).*\\nauto +takes .*; not cuda: .*CUDA 11\\.8.*"), devices);
  }

  @Test
  void noImageForTheDevice() {
    String error = failure(Map.of("GRADUS_EMULATOR_FAULTS", "cuModuleLoadData=NO_BINARY_FOR_GPU"));
    assertTrue(
        error.matches(
            "gradus: \\w+ \\(.* groups\\), step %\\d+ \\w+ at \\S+ cannot be had: CUDA:"
                + " cuModuleLoadData of (\\w+) .* \\(kernels/portable/\\1\\.cl\\) failed:"
                + " CUDA_ERROR_NO_BINARY_FOR_GPU \\(209: no kernel image is available for execution"
                + " on the device\\); the device has compute capability 9\\.0 and a driver for CUDA"
                + " 13\\.0; kernels: .*\\n"),
        error);
  }

  @Test
  void aDeviceThatIsTooOld() {
    Map<String, String> old = Map.of("GRADUS_EMULATOR_COMPUTE", "75");
    String capability = "compute capability 7.5 (too old: Gradus needs 8.0)";
    assertEquals(
        "gradus: device 'cuda:0' cannot be used: the device has %s and a driver for CUDA 13.0\n"
            .formatted(capability),
        failure(old));
    String devices = CudaEmulator.gradus(old, "devices").out();
    assertTrue(devices.contains("cuda:0   Gradus CUDA emulator, " + capability), devices);
    assertTrue(devices.lines().toList().getLast().contains(capability), devices);
  }

  @Test
  void memoryThatDoesNotSufficeForCopies() {
    assertEquals(
        "gradus: cuda:0 cannot give 4.00 MiB more: 0 bytes of 4.00 MiB are free"
            + " (CUDA_ERROR_OUT_OF_MEMORY); it is wanted for copies to arrive in\n",
        failure(Map.of("GRADUS_EMULATOR_MEMORY", "4m")));
  }

  /** What a training that must end with status 1 says. */
  private String failure(Map<String, String> environment) {
    Outcome outcome =
        CudaEmulator.gradus(
            environment, "train", "--device=cuda", "--limit=64", "--out=" + folder.resolve("run"));
    assertEquals(1, outcome.status(), outcome.toString());
    return outcome.err();
  }
}
