package org.gradus.cpu.math;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;

/**
 * Prints f32 matrix products beside OpenBLAS: the two take turns call by call, so that whatever
 * else the machine does falls on both.
 *
 * <p>With one thread the time is that of the thread on its processor, which other programs hardly
 * disturb; with more it is that of the clock.
 */
public final class MatmulComparison {
  private static final List<String> SHAPES =
      List.of(
          "1024x1024x1024 NN",
          "1024x1024x1024 TN",
          "1024x1024x1024 NT",
          "2048x2048x2048 NN",
          "128x784x256 NN",
          "784x128x256 TN",
          "128x256x10 NN",
          "256x128x10 TN",
          "128x10x256 NT",
          "256x784x1024 NN",
          "256x1024x1024 NN",
          "1024x256x1024 TN",
          "256x1024x1024 NT");

  private static final double NANOS_A_SHAPE = 3e9;

  private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();
  private final int threads;
  private final FloatKernels kernels;

  private MatmulComparison(int threads, FloatKernels kernels) {
    this.threads = threads;
    this.kernels = kernels;
  }

  /**
   * Prints the table.
   *
   * @param arguments number of threads; then {@code plain} for the plain kernels
   */
  public static void main(String[] arguments) {
    int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : Workers.defaultThreads();
    boolean plain = arguments.length > 1 && arguments[1].equals("plain");
    FloatKernels kernels = plain ? new PlainKernels() : new SimdKernels();
    System.out.printf(
        "threads %d, kernels %s, OPENBLAS_CORETYPE %s%n",
        threads, kernels.name(), System.getenv("OPENBLAS_CORETYPE"));
    System.out.println(
        "M x K x N            GFLOP/s: gradus  openblas  share  (least)  difference");
    for (String shape : SHAPES) {
      new MatmulComparison(threads, kernels).compare(shape);
    }
  }

  private long now() {
    return threads == 1 ? clock.getCurrentThreadCpuTime() : System.nanoTime();
  }

  private void compare(String shape) {
    Product product = Product.of(shape);
    try (Workers workers = new Workers(threads);
        OpenBlas openBlas = new OpenBlas(product, threads)) {
      Sgemm sgemm = new Sgemm(workers, kernels);
      int rounds = (int) Math.clamp(NANOS_A_SHAPE / (product.operations() / 50), 20, 5000);
      long[] ours = new long[rounds];
      long[] theirs = new long[rounds];
      for (int round = -rounds / 4 - 10; round < rounds; round++) {
        long start = now();
        product.run(sgemm);
        long middle = now();
        openBlas.run();
        long end = now();
        if (round >= 0) {
          ours[round] = middle - start;
          theirs[round] = end - middle;
        }
      }
      print(shape, product.operations(), ours, theirs, openBlas.difference());
    } catch (IllegalArgumentException e) {
      System.out.println(shape + ": no comparison: " + e.getMessage());
    }
  }

  private static void print(
      String shape, double operations, long[] ours, long[] theirs, double difference) {
    Arrays.sort(ours);
    Arrays.sort(theirs);
    int median = ours.length / 2;
    System.out.printf(
        "%-20s median %14.1f %9.1f %6.2f   (%.2f)   %.1e%n",
        shape,
        operations / ours[median],
        operations / theirs[median],
        (double) theirs[median] / ours[median],
        (double) theirs[0] / ours[0],
        difference);
  }
}
