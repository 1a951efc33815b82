package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said, kept and freed when a call of the driver fails in the midst of a training. */
final class FailuresOnCudaTest {
  /**
   * Calls that set things up, that allocate, and that a step makes; those with ! lose the context.
   */
  private static final List<String> FAULTS =
      List.of(
          "cuDeviceGetAttribute=UNKNOWN",
          "cuDevicePrimaryCtxRetain=DEVICE_UNAVAILABLE",
          "cuCtxSetCurrent=INVALID_CONTEXT",
          "cuStreamCreate=OUT_OF_MEMORY",
          "cuEventCreate=OUT_OF_MEMORY",
          "cuMemAllocHost=OUT_OF_MEMORY",
          "cuMemAlloc=OUT_OF_MEMORY",
          "cuMemsetD8Async=UNKNOWN",
          "cuModuleLoadData=NO_BINARY_FOR_GPU",
          "cuModuleGetFunction=NOT_FOUND",
          "cuStreamBeginCapture=UNKNOWN",
          "cuLaunchKernel=LAUNCH_OUT_OF_RESOURCES",
          "cuStreamEndCapture=STREAM_CAPTURE_INVALIDATED",
          "cuGraphInstantiateWithFlags=OUT_OF_MEMORY",
          "cuGraphLaunch=LAUNCH_FAILED!",
          "cuMemcpyHtoDAsync=UNKNOWN",
          "cuMemcpyDtoDAsync=UNKNOWN",
          "cuMemcpyDtoHAsync=UNKNOWN",
          "cuEventRecord=UNKNOWN",
          "cuStreamWaitEvent=UNKNOWN",
          "cuEventSynchronize=ILLEGAL_ADDRESS!",
          "cuStreamSynchronize=ILLEGAL_ADDRESS!",
          "cublasCreate=OUT_OF_MEMORY",
          "cublasSetStream=UNKNOWN",
          "cublasSetWorkspace=INVALID_VALUE",
          "cublasSetMathMode=INVALID_VALUE",
          "cublasGemmEx=LAUNCH_FAILED");

  /** What cuBLAS makes of the driver's codes, by the number that each has there. */
  private static final Map<String, String> OF_CUBLAS =
      Map.of(
          "OUT_OF_MEMORY", "CUBLAS_STATUS_ALLOC_FAILED (3)",
          "INVALID_VALUE", "CUBLAS_STATUS_INVALID_VALUE (7)",
          "UNKNOWN", "CUBLAS_STATUS_EXECUTION_FAILED (13)",
          "LAUNCH_FAILED", "CUBLAS_STATUS_EXECUTION_FAILED (13)");

  @TempDir private Path folder;

  @BeforeAll
  static void thereIsAnEmulator() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
  }

  @Test
  void anyCallThatFailsIsNamedAndLeavesNothingBehindButACheckpoint() {
    List<String> arguments = new ArrayList<>(List.of(folder.toString()));
    arguments.addAll(FAULTS);
    Outcome run =
        CudaEmulator.java(
            Map.of(
                "GRADUS_EMULATOR_LEAKS",
                "1",
                "GRADUS_EMULATOR_REPORT",
                folder.resolve("reports").toString()),
            FailingTrainings.class,
            arguments.toArray(String[]::new));
    assertEquals(0, run.status(), run.toString());
    List<String> lines = run.out().lines().toList();
    assertEquals(List.of(), wrong(lines));
    for (String fault : FAULTS) {
      assertTrue(lines.stream().anyMatch(line -> line.startsWith(fault + " 1: ")), fault);
      assertTrue(lines.stream().anyMatch(line -> line.startsWith(fault + ": no call ")), fault);
    }
    System.out.println(lines.size() - 2 * FAULTS.size() + " calls of CUDA and cuBLAS failed");
  }

  private static List<String> wrong(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.matches("\\S+: (no call \\d+|resumed)"))
        .filter(line -> !says(line))
        .toList();
  }

  /** Whether a failure's line names the call, and the code as the driver's header has it. */
  private static boolean says(String line) {
    int equals = line.indexOf('=');
    String function = line.substring(0, Math.max(0, equals)).replace("WithFlags", "");
    String code = line.substring(equals + 1).replaceFirst("!? .*", "");
    String message = line.substring(line.indexOf(": ") + 2);
    if (function.startsWith("cublas")) {
      return message.startsWith("cuBLAS: " + function)
          && message.endsWith(" failed: " + OF_CUBLAS.get(code));
    }
    boolean named = message.contains("CUDA: " + function) || message.contains(" cannot give ");
    return named && message.contains("CUDA_ERROR_" + code);
  }

  @Test
  void aKernelThatFailsIsNamedWithItsStep() {
    String run = folder.resolve("run").toString();
    String[] training = {
      "train", "--device=cuda", "--limit=512", "--batch=64", "--hidden=16", "--epochs=2"
    };
    List<String> begin = new ArrayList<>(List.of(training));
    begin.add("--out=" + run);
    Outcome failed =
        CudaEmulator.gradus(
            Map.of(
                "GRADUS_CUDA_GRAPHS",
                "0",
                "GRADUS_EMULATOR_LEAKS",
                "1",
                "GRADUS_EMULATOR_FAULTS",
                "cuLaunchKernel#500=LAUNCH_FAILED!"),
            begin.toArray(String[]::new));
    assertEquals(1, failed.status(), failed.toString());
    String error = failed.err().lines().reduce("", (_, line) -> line);
    assertTrue(
        error.matches(
            "gradus: CUDA: cuLaunchKernel of \\w+ \\(\\d+ of \\d+ groups\\), step %\\d+ \\w+ at"
                + " \\S+ failed: CUDA_ERROR_LAUNCH_FAILED \\(719: unspecified launch failure\\);"
                + " the device's context is lost, so nothing more can run on it"),
        failed.toString());
    assertFalse(failed.err().contains("not freed"), failed.toString());
    Outcome resumed = CudaEmulator.gradus(Map.of(), "train", "--resume=" + run);
    assertEquals(0, resumed.status(), resumed.toString());
  }
}
