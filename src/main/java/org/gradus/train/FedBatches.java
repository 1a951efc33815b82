package org.gradus.train;

import org.gradus.data.Batches;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Tensor;
import org.gradus.nn.Scope;
import org.gradus.op.DType;
import org.gradus.plan.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Batches that the host fills and hands to the device, one a step. A device that copies beside its
 * work has the next one at hand when a step ends.
 *
 * @param ahead how many a thread of its own fills ahead; 0 if each is filled when it is needed
 */
record FedBatches(Batches batches, Intake intake, int ahead) implements BatchSource {
  /** The graph input with the number of the step that the batch is for, an I32 scalar. */
  static final String NUMBER = "number";

  /** What enters the graph of a step. */
  SingleBatch single() {
    return new SingleBatch(intake, batches.data().sampleShape(), batches.batchSize());
  }

  @Override
  public Tensor samples(Scope scope) {
    return single().samples(scope);
  }

  @Override
  public Tensor labels(Scope scope) {
    return single().labels(scope);
  }

  /** {@inheritDoc} It goes on with other batches before it knows of a step that failed. */
  @Override
  public Tensor number(Scope scope) {
    return scope.graph().input(NUMBER, DType.I32);
  }

  @Override
  public Steps steps(Executable executable, VariableStore store) {
    return new FedSteps(batches, intake, ahead, executable);
  }

  @Override
  public long bytes() {
    return new ResidentBatches(batches, intake).bytes();
  }

  @Override
  public String description() {
    String augmented = batches.augmentation() == null ? "" : "augmented ";
    String filled = ahead == 0 ? "" : ", %d of them ahead".formatted(ahead);
    return "each %sbatch of %s is handed to the device%s"
        .formatted(augmented, batches.data().name(), filled);
  }

  private static final class FedSteps implements Steps {
    private final Batches batches;
    private final Executable executable;
    private final Feed feed;
    private final @Nullable Prefetch prefetch;
    private final Buffer numberPlace;
    private final HostTensor number;
    private long first;

    FedSteps(Batches batches, Intake intake, int ahead, Executable executable) {
      this.batches = batches;
      this.executable = executable;
      feed = new Feed(executable);
      numberPlace = executable.plan().input(NUMBER);
      number = HostTensor.allocate(numberPlace.spec());
      prefetch = ahead == 0 ? null : new Prefetch(batches, intake, ahead);
    }

    @Override
    public void pause() {
      if (prefetch != null) {
        prefetch.pause();
      }
    }

    /** {@inheritDoc} Batches are filled in the order that is in force. */
    @Override
    public void startEpoch(long firstStep) {
      first = firstStep;
    }

    @Override
    public void run(int batch, int count) {
      for (int i = 0; i < count; i++) {
        write(batch + i);
        number.ints()[0] = Math.toIntExact(first + batch + i);
        executable.write(numberPlace, number);
        executable.run();
      }
    }

    private void write(int batch) {
      if (prefetch == null) {
        feed.write(batches, batch);
        return;
      }
      Prefetch.Slot slot = prefetch.take(batch);
      feed.write(slot.samples, slot.labels);
      prefetch.release();
    }

    @Override
    public void close() {
      if (prefetch != null) {
        prefetch.close();
      }
    }
  }
}
