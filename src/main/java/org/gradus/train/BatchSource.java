package org.gradus.train;

import org.gradus.data.Batches;
import org.gradus.device.Capabilities;
import org.gradus.device.Executable;
import org.gradus.device.VariableStore;

/**
 * Where the batches of a training lie before a step takes them.
 *
 * <p>Several steps are under way before the host looks at what they came to. After one that failed
 * the others must change nothing, which each source sees to in its own way.
 */
sealed interface BatchSource extends BatchInput permits FedBatches, ResidentBatches {
  /** Where a data set is to lie. */
  enum Choice {
    /** On the device, if that gains something and it fits. */
    AUTOMATIC,
    /** On the host, which hands each batch to the device. */
    FED,
    /** On the device, which gathers each batch. */
    RESIDENT
  }

  /** What the host has to do for steps to run. */
  interface Steps extends AutoCloseable {
    /** The order in the batches is about to change: nothing looks at it until the next step. */
    default void pause() {}

    /**
     * The order that is in force in the batches holds from now on.
     *
     * @param first the number of the epoch's first step, counted from 0 over all epochs
     */
    void startEpoch(long first);

    /**
     * Runs steps; a device that works beside the host may still be at it when this returns.
     *
     * @param batch the epoch's batch that the first of them takes
     */
    void run(int batch, int count);

    @Override
    default void close() {}
  }

  /**
   * The source for batches that enter as {@code intake} says, on a device of these abilities.
   *
   * @param ahead how many batches a thread of its own fills ahead, where they are fed
   * @throws IllegalArgumentException if the device shall hold data that the host augments
   */
  static BatchSource of(
      Choice choice, Batches batches, Intake intake, Capabilities capabilities, int ahead) {
    if (batches.augmentation() != null) {
      if (choice == Choice.RESIDENT) {
        throw new IllegalArgumentException(
            "a device cannot hold augmented data: the host makes other pictures of %s each epoch"
                .formatted(batches.data().name()));
      }
      return new FedBatches(batches, intake, ahead);
    }
    BatchSource resident = new ResidentBatches(batches, intake);
    boolean held =
        switch (choice) {
          case FED -> false;
          case RESIDENT -> true;
          case AUTOMATIC -> resident.bytes() <= capabilities.dataBytes();
        };
    return held ? resident : new FedBatches(batches, intake, ahead);
  }

  /** The host's part, for an executable of a graph that was written with this. */
  Steps steps(Executable executable, VariableStore store);

  /** What the training data takes on a device that holds it. */
  long bytes();

  /** Where the data lies, for people. */
  String description();
}
