package org.gradus.train;

import java.nio.file.Files;
import java.nio.file.Path;
import org.gradus.testing.EmulatorControl;

/**
 * A small training on the emulated CUDA device, first as it is and then under seeds: threads,
 * blocks and copies run in another order each time. Runs in a process of its own.
 */
final class SeededTrainings {
  private SeededTrainings() {}

  /** Trains in the folder {@code arguments[0]}; a line for each seed among the others. */
  public static void main(String[] arguments) throws Throwable {
    Path folder = Path.of(arguments[0]);
    train(folder.resolve("plain"));
    for (int i = 1; i < arguments.length; i++) {
      new EmulatorControl().seed(Long.parseLong(arguments[i]));
      Path seeded = folder.resolve("seed-" + arguments[i]);
      train(seeded);
      boolean same =
          Files.mismatch(
                  seeded.resolve(RunDirectory.MODEL),
                  folder.resolve("plain").resolve(RunDirectory.MODEL))
              < 0;
      System.out.printf("seed %s: %s%n", arguments[i], same ? "the same model" : "DIFFERENT");
    }
  }

  private static void train(Path run) {
    TrainerTest.small()
        .train(SmallData.of(256, 1))
        .test(SmallData.of(64, 2))
        .device("cuda")
        .directory(run)
        .build()
        .run();
  }
}
