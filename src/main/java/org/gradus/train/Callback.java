package org.gradus.train;

/**
 * Told of what happens during training, in the thread that trains. An exception from a callback
 * stops the training; checkpoints already written stay.
 *
 * <p>Steps run some at a time, and then callbacks are told of each in turn: the device may be ahead
 * of the step they are told of, by some hundredths of a second. All numbers are of that step, and
 * the time within an epoch is divided among the steps it was measured over.
 *
 * <p>Any callback may look at the model through {@link TrainingRun#session()} and end the training
 * by {@link TrainingRun#stop}.
 */
public interface Callback {
  /** Training is about to take its first step, or its first after a resume. */
  default void onStart(TrainingRun run) {}

  /** A step is done. Called often: do little, allocate nothing. */
  default void onStep(TrainingRun run) {}

  /** An epoch is done, judged, and written to the run directory if there is one. */
  default void onEpoch(TrainingRun run, Epoch epoch) {}

  /** Training has ended well. Called too when a resumed run was finished already. */
  default void onEnd(TrainingRun run, TrainingResult result) {}

  /** Training stops because of {@code failure}, which is thrown on after this. */
  default void onFailure(TrainingRun run, Throwable failure) {}
}
