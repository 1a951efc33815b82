package org.gradus.cpu.math;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed pool of threads that runs short parallel sections.
 *
 * <p>A training step is some thirty sections of tens of microseconds, so a section costs about one
 * microsecond and allocates nothing: threads claim task indices from one atomic word, spin for a
 * moment when there is nothing to do, and only then park. The calling thread takes part.
 *
 * <p>Which thread runs which index changes from run to run. Results must depend on the index alone:
 * split work with {@link #chunks} and {@link #chunkStart}, which look at the size of the data and
 * never at the number of threads, and the same bits come out of any pool.
 *
 * <p>One section runs at a time; a second calling thread waits for the first. A task that calls
 * {@link #run} again has its inner tasks run inline.
 */
public final class Workers implements AutoCloseable {
  /** The body of a parallel section. */
  @FunctionalInterface
  public interface Task {
    /** Does the part of the work with this index; called once for each index, on any thread. */
    void run(int index);
  }

  /** How long a thread without work spins before it parks; a little above the gap between ops. */
  private static final long SPIN_NANOS = 40_000;

  private static final int SPINS_PER_CLOCK_READ = 64;

  private final Worker[] workers;

  /** High half: number of the section. Low half: how many of its tasks are not yet claimed. */
  private final AtomicLong state = new AtomicLong();

  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();

  // Written before a section's first task can be claimed, read after a claim: ordered by `state`.
  private @Nullable Task task;
  private int tasks;

  private volatile @Nullable Thread waitingCaller;
  private volatile boolean closed;

  /**
   * Starts a pool.
   *
   * @param threads how many threads work on a section, the caller included; at least 1
   */
  public Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: must be at least 1, got " + threads);
    }
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
      workers[i].start();
    }
  }

  /**
   * Number of threads a pool has unless told otherwise: the system property or else the environment
   * variable {@code GRADUS_THREADS}, or else the number of processors.
   */
  public static int defaultThreads() {
    String text = System.getProperty("GRADUS_THREADS", System.getenv("GRADUS_THREADS"));
    return text == null ? Runtime.getRuntime().availableProcessors() : parseThreads(text);
  }

  static int parseThreads(String text) {
    try {
      int threads = Integer.parseInt(text.strip());
      if (threads >= 1 && threads <= 1024) {
        return threads;
      }
    } catch (NumberFormatException e) {
      // Said below, in the same words as for a number out of range.
    }
    throw new IllegalArgumentException(
        "GRADUS_THREADS: must be a whole number from 1 to 1024, got \"" + text + "\"");
  }

  /** Number of threads that work on a section, the caller included. */
  public int threads() {
    return workers.length + 1;
  }

  /** Number of pieces of at most {@code grain} elements that {@code length} elements make. */
  public static int chunks(int length, int grain) {
    return (int) (((long) length + grain - 1) / grain);
  }

  /** First element of a piece; that of the piece after the last is {@code length}. */
  public static int chunkStart(int chunk, int length, int grain) {
    return (int) Math.min((long) chunk * grain, length);
  }

  /**
   * Index of the calling thread among those of its pool: 0 for a thread that is none of a pool's
   * own, else 1 to {@code threads() - 1}. It chooses scratch memory, never a result.
   */
  public static int slot() {
    return Thread.currentThread() instanceof Worker worker ? worker.slot : 0;
  }

  /**
   * Runs {@code task.run(0)} to {@code task.run(tasks - 1)} and returns when all have ended.
   *
   * <p>If a task throws, tasks not yet begun are left out and the first exception is rethrown.
   */
  public void run(int tasks, Task task) {
    Thread self = Thread.currentThread();
    if (tasks <= 1 || workers.length == 0 || self instanceof Worker || owner.get() == self) {
      for (int i = 0; i < tasks; i++) {
        task.run(i);
      }
      return;
    }
    while (!owner.compareAndSet(null, self)) {
      Thread.yield();
    }
    try {
      runShared(tasks, task);
    } finally {
      owner.set(null);
    }
  }

  private void runShared(int tasks, Task task) {
    if (closed) {
      throw new IllegalStateException("workers: run after close");
    }
    this.task = task;
    this.tasks = tasks;
    unfinished.set(tasks);
    long section = (state.get() >>> 32) + 1;
    state.set(section << 32 | tasks);
    wake(tasks - 1);
    claimAll();
    awaitOthers();
    this.task = null;
    Throwable thrown = failure.getAndSet(null);
    if (thrown instanceof RuntimeException e) {
      throw e;
    } else if (thrown instanceof Error e) {
      throw e;
    }
  }

  private void wake(int useful) {
    for (int i = 0; i < workers.length && i < useful; i++) {
      if (workers[i].parked.get()) {
        LockSupport.unpark(workers[i]);
      }
    }
  }

  /** Claims and runs tasks of the current section until none is left to claim. */
  private void claimAll() {
    while (true) {
      long seen = state.get();
      int left = (int) seen;
      if (left == 0) {
        return;
      }
      if (state.compareAndSet(seen, seen - 1)) {
        // The claimed task keeps the section alive, so both fields are still this section's.
        runOne(tasks - left);
      }
    }
  }

  private void runOne(int index) {
    try {
      Task current = task;
      if (current != null && failure.get() == null) {
        current.run(index);
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    } finally {
      if (unfinished.decrementAndGet() == 0) {
        Thread caller = waitingCaller;
        if (caller != null) {
          LockSupport.unpark(caller);
        }
      }
    }
  }

  private void awaitOthers() {
    long giveUp = System.nanoTime() + SPIN_NANOS;
    while (System.nanoTime() < giveUp) {
      for (int i = 0; i < SPINS_PER_CLOCK_READ; i++) {
        if (unfinished.get() == 0) {
          return;
        }
        Thread.onSpinWait();
      }
    }
    waitingCaller = Thread.currentThread();
    while (unfinished.get() != 0) {
      LockSupport.park(this);
    }
    waitingCaller = null;
  }

  /** Ends the threads; a section that is running is completed by its caller. */
  @Override
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  private final class Worker extends Thread {
    private final int slot;
    private final AtomicBoolean parked = new AtomicBoolean();

    Worker(int slot) {
      super("gradus-cpu-" + slot);
      this.slot = slot;
      setDaemon(true);
    }

    @Override
    public void run() {
      while (!closed) {
        claimAll();
        if (!spin()) {
          park();
        }
      }
    }

    /** Whether work appeared during a short spin. */
    private boolean spin() {
      long giveUp = System.nanoTime() + SPIN_NANOS;
      while (System.nanoTime() < giveUp) {
        for (int i = 0; i < SPINS_PER_CLOCK_READ; i++) {
          if ((int) state.get() != 0) {
            return true;
          }
          Thread.onSpinWait();
        }
      }
      return false;
    }

    /**
     * Parks unless work appeared: the flag is set before the last look, as `wake` reads it after.
     */
    private void park() {
      parked.set(true);
      if ((int) state.get() == 0 && !closed) {
        LockSupport.park(Workers.this);
      }
      parked.set(false);
    }
  }
}
