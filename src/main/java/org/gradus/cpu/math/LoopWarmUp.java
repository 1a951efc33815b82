package org.gradus.cpu.math;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has a vector loop compiled in the background from its first use on; see {@link TileWarmUp}.
 *
 * <p>Only loops long enough to be felt in a first training step are worth it: that of dropout takes
 * up to a second until it is compiled, the plain loop a few milliseconds.
 */
final class LoopWarmUp {
  /** Elements of a call: enough to be timed, and few enough that slow calls end soon. */
  static final int LENGTH = 512;

  private static final int CALLS = 8;

  /**
   * Nanoseconds an element below which a loop counts as compiled: ten times what any of them takes
   * then, a twentieth of what they take before.
   */
  private static final double FAST = 5;

  /** After this long the compiler is taken not to do it, as with -Xint. */
  private static final long GIVE_UP_NANOS = 60_000_000_000L;

  private final Runnable call;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean done;

  /**
   * Prepares to warm a loop.
   *
   * @param call runs the loop on {@link #LENGTH} elements of scratch memory
   */
  LoopWarmUp(Runnable call) {
    this.call = call;
  }

  /** Whether the loop is fast by now; the first to ask starts its warm-up. */
  boolean isDone() {
    if (!done && started.compareAndSet(false, true)) {
      Thread thread = new Thread(this::run, "gradus-cpu-warm-up");
      thread.setDaemon(true);
      thread.start();
    }
    return done;
  }

  private void run() {
    long giveUp = System.nanoTime() + GIVE_UP_NANOS;
    int fast = 0;
    while (fast < 3 && System.nanoTime() < giveUp) {
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
      double nanos = System.nanoTime() - start;
      fast = nanos / (CALLS * LENGTH) < FAST ? fast + 1 : 0;
    }
    done = fast == 3;
  }
}
