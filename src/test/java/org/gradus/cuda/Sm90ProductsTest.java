package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gradus.gpu.launch.KernelLibrary;
import org.gradus.gpu.launch.Program;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Products by sm90_matmul on an emulated device of compute capability 9.0, against exact ones. */
final class Sm90ProductsTest {
  @BeforeAll
  static void thereIsAnEmulator() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
  }

  @Test
  void everySizeAndTransposeIsWithinTheBound() {
    expectAlone(TensorProductsTest.run(Map.of(), "sizes90", "slices90", "endings90"));
  }

  /** All tiles, alone and in clusters, and rings that come round. */
  @Test
  void everyKernelIsWithinTheBound() {
    Outcome outcome = TensorProductsTest.run(Map.of("GRADUS_EMULATOR_BANKS", "1"), "tiles90");
    expectAlone(outcome);
    Set<String> left = new TreeSet<>();
    for (Program program : KernelLibrary.cuda().programs()) {
      if (program.file().equals("sm90_matmul")) {
        left.add("launched %s: %s".formatted(program.line(), program.kernel("sm90_matmul")));
      }
    }
    outcome.out().lines().forEach(left::remove);
    assertEquals(Set.of(), left, "kernels that were never launched");
  }

  /**
   * Neither the order of threads nor the time at which copies arrive changes a bit, nor a graph.
   */
  @Test
  void ordersOfThreadsAndGraphsChangeNoBits() {
    String expected =
        TensorProductsTest.digest(TensorProductsTest.run(Map.of(), "captured", "tiles90"));
    for (String seed : TensorProductsTest.SEEDS) {
      Outcome outcome = TensorProductsTest.run(Map.of("GRADUS_EMULATOR_SEED", seed), "tiles90");
      assertEquals(expected, TensorProductsTest.digest(outcome), "seed " + seed);
    }
  }

  /** That no product fell back to a kernel for 8.0. */
  private static void expectAlone(Outcome outcome) {
    Set<String> others = new TreeSet<>();
    outcome
        .out()
        .lines()
        .filter(line -> line.startsWith("launched "))
        .filter(line -> !line.contains("sm90_matmul") && !line.contains("matmul_sum"))
        .forEach(others::add);
    assertEquals(Set.of(), others, "other kernels");
  }
}
