package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.gradus.gpu.launch.KernelLibrary;
import org.gradus.gpu.launch.Program;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Products by sm80_matmul on the tensor cores of an emulated device, against exact ones. */
final class TensorProductsTest {
  static final List<String> SEEDS = List.of("1", "2", "3");

  /** What has kernels for 8.0 multiply, which a device of 9.0 prefers others to. */
  private static final Map<String, String> SM80 = Map.of("GRADUS_CUDA_TENSOR_CORES", "80");

  @BeforeAll
  static void thereIsAnEmulator() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
  }

  @Test
  void everySizeAndTransposeIsWithinTheBound() {
    run(SM80, "sizes", "slices", "endings");
  }

  /** Rows that ldmatrix reads at once lie in different banks, else the emulator reports them. */
  @Test
  void everyKernelRunsWithoutConflictsOfBanks() {
    Outcome outcome = run(with("GRADUS_EMULATOR_BANKS", "1"), "tiles");
    Set<String> left = new TreeSet<>();
    for (Program program : KernelLibrary.cuda().programs()) {
      if (program.file().equals("sm80_matmul")) {
        for (String name : List.of("sm80_matmul", "sm80_matmul_aligned")) {
          left.add("launched %s: %s".formatted(program.line(), program.kernel(name)));
        }
      }
    }
    outcome.out().lines().forEach(left::remove);
    assertEquals(Set.of(), left, "kernels that were never launched");
  }

  /** Neither the order of threads nor the time at which copies arrive changes a bit. */
  @Test
  void ordersOfThreadsChangeNoBits() {
    String expected = digest(run(SM80, "slices", "endings"));
    for (String seed : SEEDS) {
      Outcome outcome = run(with("GRADUS_EMULATOR_SEED", seed), "slices", "endings");
      assertEquals(expected, digest(outcome), "seed " + seed);
    }
  }

  /** The largest tiles take more than a launch may have without asking for it. */
  @Test
  void aDriverThatRefusesSharedMemoryIsTold() {
    Map<String, String> refusing =
        with("GRADUS_EMULATOR_FAULTS", "cuFuncSetAttribute=INVALID_VALUE");
    Outcome outcome = CudaEmulator.java(refusing, TensorProductsOnCuda.class, "tiles");
    assertEquals(1, outcome.status(), outcome.toString());
    Pattern told =
        Pattern.compile(
            "sm80_matmul_\\w*bf16 \\(.*\\), step .* cannot be had: CUDA: cuFuncSetAttribute of"
                + " sm80_matmul_\\w*bf16 for \\d+ bytes of shared memory failed:"
                + " CUDA_ERROR_INVALID_VALUE");
    assertTrue(told.matcher(outcome.err()).find(), outcome.err());
  }

  private static Map<String, String> with(String variable, String value) {
    Map<String, String> all = new HashMap<>(SM80);
    all.put(variable, value);
    return all;
  }

  static Outcome run(Map<String, String> environment, String... cases) {
    Outcome outcome = CudaEmulator.java(environment, TensorProductsOnCuda.class, cases);
    assertEquals(0, outcome.status(), outcome.toString());
    assertFalse(outcome.err().contains("gradus emulator: "), outcome.err());
    assertFalse(outcome.out().contains("wrong: "), outcome.out());
    System.out.println(digest(outcome));
    return outcome;
  }

  static String digest(Outcome outcome) {
    return outcome.out().lines().reduce("", (_, line) -> line);
  }
}
