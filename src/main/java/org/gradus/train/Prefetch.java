package org.gradus.train;

import org.gradus.data.Batches;
import org.gradus.device.HostTensor;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * Batches that a thread of its own fills ahead of the steps that take them, into memory that is
 * used again and again.
 *
 * <p>Batches are taken in their order, each filled by the one thread, so that steps get the bits
 * they would get without it. What goes wrong in filling a batch is thrown where that batch is
 * taken.
 */
final class Prefetch implements AutoCloseable {
  /** One batch as it is handed to the device. */
  static final class Slot {
    final HostTensor samples;
    final HostTensor labels;

    private Slot(HostTensor samples, HostTensor labels) {
      this.samples = samples;
      this.labels = labels;
    }
  }

  private final Batches batches;
  private final Intake intake;
  private final Slot[] slots;
  private final Thread thread;
  // All below is guarded by this.
  private int taken; // the batch that is taken next, or is being used
  private int filled; // the batch that is filled next: taken <= filled <= taken + slots
  private boolean paused = true;
  private boolean filling;
  private boolean closed;
  private boolean interrupted; // while the training waited
  private @Nullable Throwable failure; // of batch `filled`

  /**
   * Allocates the batches; the thread starts when the first is asked for.
   *
   * @param ahead the most batches that lie ready, at least 1
   */
  Prefetch(Batches batches, Intake intake, int ahead) {
    this.batches = batches;
    this.intake = intake;
    slots = new Slot[ahead + 1]; // one more is being used
    for (int i = 0; i < slots.length; i++) {
      slots[i] =
          new Slot(
              HostTensor.allocate(intake.spec(batches.data().sampleShape(), batches.batchSize())),
              HostTensor.allocate(TensorSpec.of(DType.I32, batches.batchSize())));
    }
    thread = Thread.ofPlatform().daemon().name("gradus-batches").unstarted(this::fillAll);
  }

  /** Stops filling: the order of the batches may change, until one is asked for again. */
  synchronized void pause() {
    paused = true;
    failure = null;
    while (filling) {
      await();
    }
    keepInterruption();
  }

  /** Returns a batch once it is filled; it stays as it is until {@link #release}. */
  synchronized Slot take(int batch) {
    if (paused || batch != taken) {
      pause();
      taken = batch;
      filled = batch;
      paused = false;
      notifyAll();
      if (thread.getState() == Thread.State.NEW) {
        thread.start();
      }
    }
    while (filled == batch && failure == null) {
      await();
    }
    keepInterruption();
    if (filled == batch) {
      throw failed();
    }
    return slots[batch % slots.length];
  }

  /** Gives back the batch that was taken. */
  synchronized void release() {
    taken++;
    notifyAll();
  }

  private RuntimeException failed() {
    Throwable cause = failure;
    paused = true;
    failure = null;
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException exception
        ? exception
        : new IllegalStateException("filling a batch failed", cause);
  }

  private void fillAll() {
    int batch;
    while ((batch = next()) >= 0) {
      @Nullable Throwable thrown = null;
      try {
        Slot slot = slots[batch % slots.length];
        intake.fill(batches, batch, slot.samples, slot.labels);
      } catch (Throwable e) { // thrown on where the batch is taken
        thrown = e;
      }
      done(thrown);
    }
  }

  /** Waits for a batch to be filled and returns it, or -1 when all is over. */
  private synchronized int next() {
    while (!closed
        && (paused
            || failure != null
            || filled == batches.count()
            || filled == taken + slots.length)) {
      await();
    }
    filling = !closed;
    return closed ? -1 : filled;
  }

  private synchronized void done(@Nullable Throwable thrown) {
    filling = false;
    if (!paused) {
      failure = thrown;
      filled += thrown == null ? 1 : 0;
    }
    notifyAll();
  }

  // Not InterruptedException: an interruption is for the training, which ends a step before it
  // looks.
  @SuppressWarnings("WaitNotInLoop") // whoever calls it does so in a loop
  private void await() {
    try {
      wait();
    } catch (InterruptedException e) {
      interrupted = true;
    }
  }

  private void keepInterruption() {
    if (interrupted) {
      interrupted = false;
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the thread and waits until it is gone. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean stopped = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        stopped = true;
      }
    }
    if (stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
