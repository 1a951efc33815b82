package org.gradus.cpu.math;

import java.util.function.Supplier;

/**
 * Has a tile kernel compiled in the background, so that a program's first second is not spent in
 * it.
 *
 * <p>Vector code is slow, some hundred times, until the JIT compiler has turned the whole of it
 * into machine code; that takes most of a second, in which the plain tiles have done their work. A
 * thread runs the kernel on scratch data until it is fast. As all kernels give the same bits, it
 * does not show in a result when the change takes place.
 */
final class TileWarmUp implements Runnable {
  /** A product of this depth is long enough to be fast and short enough to be run often. */
  private static final int DEPTH = 64;

  private static final int CALLS = 64;

  /**
   * Operations a nanosecond from which a kernel counts as compiled: ten times what it reaches
   * before, and a tenth of what any machine with 256-bit vectors reaches after.
   */
  private static final double FAST = 5;

  /** After this long the compiler is taken not to do it, as with -Xint. */
  private static final long GIVE_UP_NANOS = 60_000_000_000L;

  private final Supplier<TileKernel> create;
  private volatile boolean done;

  /**
   * Prepares to warm a kernel.
   *
   * @param create makes the kernel to run, for one thread
   */
  TileWarmUp(Supplier<TileKernel> create) {
    this.create = create;
  }

  /** Starts the background thread. */
  void start() {
    Thread thread = new Thread(this, "gradus-cpu-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether the kernel is fast by now. */
  boolean done() {
    return done;
  }

  @Override
  public void run() {
    TileKernel kernel = create.get();
    int width = kernel.width(Integer.MAX_VALUE / 2);
    float[] a = new float[kernel.rows() * DEPTH];
    float[] b = new float[width * DEPTH];
    float[] c = new float[kernel.rows() * width];
    long giveUp = System.nanoTime() + GIVE_UP_NANOS;
    int fast = 0;
    while (fast < 3 && System.nanoTime() < giveUp) {
      fast = speed(kernel, a, b, width, c) > FAST ? fast + 1 : 0;
    }
    done = fast == 3;
  }

  /** Runs the kernel on all its branches and returns the operations a nanosecond. */
  private static double speed(TileKernel kernel, float[] a, float[] b, int width, float[] c) {
    long start = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      int rows = kernel.rows() - (i % 4 == 3 ? 1 : 0);
      kernel.tile(DEPTH, a, 0, b, 0, width, c, 0, width, rows, width, i % 2 == 1);
    }
    double operations = 2.0 * CALLS * kernel.rows() * width * DEPTH;
    return operations / Math.max(1, System.nanoTime() - start);
  }
}
