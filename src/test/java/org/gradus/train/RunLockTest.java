package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.gradus.io.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLockTest {
  @TempDir private Path folder;

  /** Locks a folder until it is killed. */
  static final class Holder {
    private Holder() {}

    /** Prints what became of locking {@code arguments[0]}; a holder then waits to be killed. */
    public static void main(String[] arguments) throws InterruptedException {
      try (RunLock lock = RunLock.take(Path.of(arguments[0]))) {
        Objects.requireNonNull(lock);
        System.out.println("locked");
        Thread.sleep(60_000);
      } catch (DataException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void oneTrainingAtATime() {
    RunLock first = RunLock.take(folder);
    assertTaken(folder);
    assertTaken(folder.resolve("..").resolve(folder.getFileName()));
    first.close();
    first.close();
    RunLock.take(folder).close();
  }

  @Test
  void anotherProcessIsKeptOutEvenAfterAFailedAttemptInThisOne()
      throws IOException, InterruptedException {
    try (RunLock lock = RunLock.take(folder)) {
      assertTaken(folder);
      Process other = holder();
      assertEquals(message(folder), firstLine(other), lock::toString);
      assertTrue(other.waitFor(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void aKilledProcessLeavesNoLock() throws IOException, InterruptedException {
    Process other = holder();
    try {
      assertTrue(firstLine(other).startsWith("locked"));
      assertTaken(folder);
    } finally {
      other.destroyForcibly();
      assertTrue(other.waitFor(30, TimeUnit.SECONDS));
    }
    assertTrue(Files.exists(folder.resolve(RunLock.FILE)));
    RunLock.take(folder).close();
  }

  @Test
  void aRunIsLockedFromStartToEnd() {
    Path run = folder.resolve("run");
    List<String> refusals = new ArrayList<>();
    Callback intruder =
        new Callback() {
          @Override
          public void onEpoch(TrainingRun training, Epoch epoch) {
            refusals.add(refusal(TrainerTest.small().directory(run).resume(run).epochs(9)));
          }
        };
    TrainerTest.small().directory(run).epochs(2).callback(intruder).build().run();
    assertEquals(List.of(message(run), message(run)), refusals);
    TrainerTest.small().directory(run).resume(run).epochs(3).callback(intruder).build().run();
    assertEquals(3, refusals.size());
    assertEquals(3, Checkpoint.read(run).epochsDone());
  }

  @Test
  void aStartInAFolderThatIsLockedIsRefused() {
    try (RunLock lock = RunLock.take(folder)) {
      assertEquals(message(folder), refusal(TrainerTest.small().directory(folder)), lock::toString);
      assertFalse(RunDirectory.holdsRun(folder));
    }
    TrainerTest.small().directory(folder).epochs(1).build().run();
  }

  @Test
  void aResumeFromACheckpointThatIsNoLongerTheLastIsRefused() {
    TrainerTest.small().directory(folder).epochs(1).build().run();
    Checkpoint old = Checkpoint.read(folder);
    TrainerTest.small().directory(folder).resume(folder).epochs(2).build().run();
    assertEquals(
        "another training has just gone on in " + folder + "; resume again",
        assertThrows(DataException.class, () -> RunDirectory.reopen(folder, old)).getMessage());
    RunDirectory.reopen(folder, Checkpoint.read(folder)).close();
  }

  private static String refusal(TrainerBuilder training) {
    Exception e = assertThrows(DataException.class, () -> training.build().run());
    return String.valueOf(e.getMessage());
  }

  private static void assertTaken(Path path) {
    Exception e = assertThrows(DataException.class, () -> RunLock.take(path));
    assertEquals(message(path), e.getMessage());
  }

  private static String message(Path path) {
    return "another training writes to " + path + "; let it end or stop it";
  }

  private Process holder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static String firstLine(Process process) throws IOException {
    return String.valueOf(process.inputReader().readLine());
  }
}
