package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code --gemm cublas} on an emulated device: JCublas's own library, and below it the emulator's
 * cuBLAS, of CUDA 13 through the library that forwards, or of CUDA 12 directly.
 */
final class CublasOnCudaTest {
  private static final String CHECK = "check --device cuda --gemm cublas --op ";

  @TempDir private Path folder;

  @BeforeAll
  static void thereIsAnEmulator() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
  }

  private static Path cublas12() {
    return CudaEmulator.folder().resolve("cublas12");
  }

  private static Outcome gradus(Map<String, String> environment, String arguments) {
    return CudaEmulator.gradus(environment, arguments.split(" "));
  }

  /** All transposes and batches, awkward sizes, F32, BF16 and F16, guard bands, the same bits. */
  @Test
  void everyProductIsRight() throws IOException {
    Path launched = folder.resolve("launched");
    pass(Map.of("GRADUS_EMULATOR_LAUNCHED", launched.toString()), CHECK + "matmul");
    List<String> lines = Files.readAllLines(launched);
    assertTrue(lines.contains("library: cublasGemmEx"), lines.toString());
    assertTrue(lines.contains("library: cublasGemmStridedBatchedEx"), lines.toString());
  }

  @Test
  void biasAndActivationFollow() {
    pass(Map.of("GRADUS_EMULATOR_SEED", "3"), CHECK + "matmul_bias");
    pass(Map.of(), CHECK + "matmul_bias_tanh");
  }

  @Test
  void theLibraryOfCuda12IsTakenAsItIs() throws IOException {
    Path launched = folder.resolve("launched");
    Map<String, String> environment = new HashMap<>();
    environment.put("GRADUS_EMULATOR_LAUNCHED", launched.toString());
    environment.put("GRADUS_CUBLAS", cublas12().toString());
    environment.put("GRADUS_CUDA_GRAPHS", "0");
    pass(environment, CHECK + "matmul --quick");
    assertTrue(Files.readAllLines(launched).contains("library: cublasGemmEx"));
  }

  private static void pass(Map<String, String> environment, String arguments) {
    Outcome outcome = gradus(environment, arguments);
    assertEquals(0, outcome.status(), outcome.toString());
    assertFalse(outcome.err().contains("gradus emulator: "), outcome.err());
    String last = outcome.out().strip().lines().reduce("", (_, line) -> line);
    System.out.printf("%s on the emulator: %s%n", arguments, last);
    assertTrue(last.matches("[1-9]\\d* passed, 0 failed"), last);
  }

  @Test
  void doctorSaysWhichIsUsedAndHow() {
    String through = CudaEmulator.folder().resolve("libcublas.so.13") + ", through libcublas.so.12";
    String told = doctor(Map.of());
    assertTrue(told.contains(" 13.0.0, " + through), told);
    String direct = doctor(Map.of("GRADUS_CUBLAS", cublas12().toString()));
    assertTrue(direct.contains(" 12.0.0, " + cublas12().resolve("libcublas.so.12") + ";"), direct);
    String none = doctor(Map.of("GRADUS_CUBLAS", folder.toString()));
    assertTrue(none.startsWith("ok ") && none.contains(" none, and only --gemm cublas "), none);
  }

  private static String doctor(Map<String, String> environment) {
    return gradus(environment, "doctor")
        .out()
        .lines()
        .filter(line -> line.contains(" cuda cuBLAS "))
        .findFirst()
        .orElse("nothing");
  }

  @Test
  void aLibraryThatIsNotThereIsLookedForAndNamed() {
    Outcome none = gradus(Map.of("GRADUS_CUBLAS", "/nowhere"), CHECK + "matmul --quick");
    assertEquals(1, none.status(), none.toString());
    assertEquals(
        "gradus: device 'cuda:0' cannot multiply by cuBLAS: neither libcublas.so.12 nor"
            + " libcublas.so.13 is in GRADUS_CUBLAS=/nowhere: and nowhere else was looked",
        none.err().strip());
  }

  @Test
  void aLibraryThatDoesNotLoadIsNamedWithTheLinkersWords() throws IOException {
    Path broken = Files.writeString(folder.resolve("libcublas.so.13"), "no library");
    Outcome failed = gradus(Map.of("GRADUS_CUBLAS", broken.toString()), CHECK + "matmul --quick");
    assertEquals(1, failed.status(), failed.toString());
    String start = "gradus: device 'cuda:0' cannot multiply by cuBLAS: " + broken;
    String error = failed.err().lines().reduce("", (_, line) -> line);
    assertTrue(error.startsWith(start + " does not load: "), failed.toString());
    assertTrue(error.contains(": file too short") && !error.contains(": " + broken + ": "), error);
    String told = doctor(Map.of("GRADUS_CUBLAS", broken.toString()));
    assertTrue(told.startsWith("problem ") && told.contains(" does not load: "), told);
  }

  @Test
  void anOlderDriverDoesNotGetANewerLibrary() {
    Outcome failed = gradus(Map.of("GRADUS_EMULATOR_DRIVER", "12060"), CHECK + "matmul --quick");
    assertEquals(1, failed.status(), failed.toString());
    assertTrue(
        failed.err().contains("libcublas.so.13 needs a driver for CUDA 13, and this one is for"),
        failed.toString());
  }

  @Test
  void aCallThatFailsIsNamedWithTheProductAndItsStep() {
    List<String> training = new ArrayList<>(List.of("train", "--device=cuda", "--gemm=cublas"));
    training.addAll(List.of("--limit=128", "--hidden=8", "--epochs=1", "--out=" + folder));
    Map<String, String> environment =
        Map.of(
            "GRADUS_CUDA_GRAPHS", "0",
            "GRADUS_EMULATOR_LEAKS", "1",
            "GRADUS_EMULATOR_FAULTS", "cublasGemmEx#4=LAUNCH_FAILED");
    Outcome failed = CudaEmulator.gradus(environment, training.toArray(String[]::new));
    assertEquals(1, failed.status(), failed.toString());
    String error = failed.err().lines().reduce("", (_, line) -> line);
    assertTrue(
        error.matches(
            "gradus: cuBLAS: cublasGemmEx of cublas_gemm \\([NT]{2}, \\d+x\\d+x\\d+, f32 to f32\\),"
                + " step %\\d+ \\w+ at \\S+ failed: CUBLAS_STATUS_EXECUTION_FAILED \\(13\\)"),
        failed.toString());
    assertFalse(failed.err().contains("not freed"), failed.toString());
  }

  @Test
  void otherDevicesSayThatTheyHaveNone() {
    Outcome cpu = gradus(Map.of(), "check --device cpu --gemm cublas --op matmul --quick");
    assertEquals(1, cpu.status(), cpu.toString());
    assertEquals(
        "gradus: device 'cpu' has no cuBLAS, only kernels of its own: cuBLAS goes with CUDA"
            + " devices",
        cpu.err().strip());
  }
}
