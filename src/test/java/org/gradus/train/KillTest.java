package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes one checkpoint after another. */
final class KillTest {
  private static final int EPOCHS = 4;

  @TempDir private Path folder;

  @Test
  void whateverAKillLeavesGoesOnAsIfNothingHadBeen() throws IOException, InterruptedException {
    Path killed = folder.resolve("killed");
    // Different moments: soon after the first checkpoint, and in the midst of later ones.
    long[] delays = {1, 37, 150};
    for (long delay : delays) {
      killAfter(delay, killed);
      Checkpoint left = Checkpoint.read(killed); // sound, whenever the kill came
      assertTrue(left.epochsDone() < KilledTraining.EPOCHS);
    }
    int epochs = Checkpoint.read(killed).epochsDone() + EPOCHS;
    KilledTraining.training(killed).resume(killed).epochs(epochs).build().run();
    Path whole = folder.resolve("whole");
    KilledTraining.training(whole).epochs(epochs).build().run();
    assertArrayEquals(
        Files.readAllBytes(whole.resolve(RunDirectory.MODEL)),
        Files.readAllBytes(killed.resolve(RunDirectory.MODEL)));
  }

  /** Starts or resumes the training and kills it once it is under way. */
  private static void killAfter(long milliseconds, Path killed)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                KilledTraining.class.getName(),
                killed.toString())
            .redirectErrorStream(true)
            .redirectOutput(killed.resolveSibling("output").toFile())
            .start();
    Path checkpoint = killed.resolve(RunDirectory.CHECKPOINT);
    try {
      Object before = changed(checkpoint);
      while (process.isAlive() && before.equals(changed(checkpoint))) {
        Thread.sleep(2);
      }
      Thread.sleep(milliseconds);
      assertTrue(process.isAlive(), () -> "it ended by itself: " + output(killed));
    } finally {
      process.destroyForcibly();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), "a killed process lives on");
    }
  }

  private static Object changed(Path checkpoint) throws IOException {
    return Files.exists(checkpoint) ? Files.getLastModifiedTime(checkpoint) : "not there";
  }

  private static String output(Path killed) {
    try {
      return Files.readString(killed.resolveSibling("output"));
    } catch (IOException e) {
      return String.valueOf(e);
    }
  }
}
