package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is said of a user's own kernel that does not compile; one that does is in the catalogue. */
final class CustomOpOnCudaTest {
  @BeforeAll
  static void thereIsAnEmulator() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
  }

  @Test
  void aMistakeIsToldWithItsLineAndTheStep() {
    Outcome run = CudaEmulator.java(Map.of(), MistakenOnCuda.class);
    assertEquals(0, run.status(), run.toString());
    String step =
        "mistaken_f32 \\(1 of 256 groups\\), step %1 mistaken at MistakenOnCuda\\.java:\\d+ cannot"
            + " be had: ";
    assertTrue(run.out().matches("(?s)" + step + "CUDA: .*"), run.out());
    if (Nvcc.find(System.getenv()).isPresent()) {
      assertTrue(run.out().contains("CUDA: mistaken DTYPE=f32 does not compile: "), run.out());
      assertTrue(run.out().contains("mistaken.cl(3): error: "), run.out());
    } else {
      assertTrue(run.out().contains("cuModuleLoadData of mistaken DTYPE=f32 failed"), run.out());
      assertTrue(run.out().contains("nvcc, which is not on PATH"), run.out());
      assertTrue(run.err().contains("mistaken.cl:3:"), run.err());
    }
  }
}
