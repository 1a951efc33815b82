package org.gradus.cpu.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KernelChoiceTest {
  private static String java(String... flags) throws IOException, InterruptedException {
    String command = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    String[] arguments = {"-cp", classPath, Program.class.getName()};
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.command().addAll(Arrays.asList(flags));
    builder.command().addAll(Arrays.asList(arguments));
    Process process = builder.redirectErrorStream(true).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor(), new String(output, StandardCharsets.UTF_8));
    return new String(output, StandardCharsets.UTF_8);
  }

  @Test
  void withoutTheModulePlainKernelsAreUsedAndTheLogSaysSoOnce() throws Exception {
    String output = java();
    String reason =
        "cpu: plain kernels are used, some two times slower, because module jdk.incubator.vector is"
            + " not loaded; start java with --add-modules jdk.incubator.vector";
    assertEquals(output.indexOf(reason), output.lastIndexOf(reason), output);
    assertTrue(output.contains(reason), output);
    assertTrue(output.contains("kernels plain\n"), output);
    assertTrue(output.contains("sum 1120.0\n"), output);
  }

  @Test
  void withTheModuleVectorsAreUsed() throws Exception {
    String output = java("--add-modules", "jdk.incubator.vector");
    assertTrue(output.contains("kernels vector "), output);
    assertTrue(output.contains("sum 1120.0\n"), output);
  }

  /** Every bit stays as it is while a product changes from plain to vector tiles. */
  @Test
  void theChangeToVectorTilesDoesNotShow() throws InterruptedException {
    SimdKernels kernels = SimdKernels.warming();
    Random random = new Random(1);
    float[] a = new float[70 * 90];
    float[] b = new float[90 * 50];
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < b.length; i++) {
      b[i] = (float) random.nextGaussian();
    }
    float[] first = new float[70 * 50];
    TileKernel tile = kernels.tile(2);
    try (Workers workers = new Workers(2)) {
      Sgemm sgemm = new Sgemm(workers, kernels);
      new Sgemm(workers, new PlainKernels())
          .multiply(false, false, 70, 50, 90, a, 0, 90, b, 0, 50, first, 0, 50, Epilogue.NONE);
      long end = System.nanoTime() + 60_000_000_000L;
      boolean more = true;
      while (more && System.nanoTime() < end) {
        more = tile.now() instanceof PlainTile;
        float[] c = new float[70 * 50];
        sgemm.multiply(false, false, 70, 50, 90, a, 0, 90, b, 0, 50, c, 0, 50, Epilogue.NONE);
        assertArrayEquals(first, c);
        Thread.sleep(1);
      }
    }
    assertFalse(tile.now() instanceof PlainTile, "vector tiles were not compiled within a minute");
  }

  /** Adds 0 to 15 by a reduction and by products, and says with which kernels. */
  static final class Program {
    private Program() {}

    /** Prints the name and the sum. */
    public static void main(String[] arguments) {
      FloatKernels kernels = FloatKernels.best();
      FloatKernels again = FloatKernels.best();
      float[] x = new float[64];
      float[] ones = new float[64];
      float[] sum = new float[1];
      for (int i = 0; i < 16; i++) {
        x[i] = i;
        ones[i] = 1;
      }
      try (Workers workers = new Workers(2)) {
        new Sgemm(workers, again)
            .multiply(false, false, 1, 1, 64, x, 0, 64, ones, 0, 1, sum, 0, 1, Epilogue.NONE);
      }
      kernels.rows().affine(sum, 0, 1, 1000, sum, 0, 1);
      System.out.print("kernels " + kernels.name() + "\n");
      System.out.print("sum " + sum[0] + "\n");
    }
  }
}
