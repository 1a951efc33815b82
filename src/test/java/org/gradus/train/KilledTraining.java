package org.gradus.train;

import java.nio.file.Path;

/** A training in a process of its own, to be killed. */
final class KilledTraining {
  static final int EPOCHS = 400;

  private KilledTraining() {}

  /** Trains into the folder {@code arguments[0]}, a checkpoint after each step. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    TrainerBuilder training = training(folder).checkpointSeconds(0);
    (RunDirectory.holdsRun(folder) ? training.resume(folder) : training).build().run();
  }

  /** The training that is killed, and that one is compared with. */
  static TrainerBuilder training(Path folder) {
    return TrainerTest.small().directory(folder).epochs(EPOCHS);
  }
}
