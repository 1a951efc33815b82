package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.gradus.data.DataSplit;
import org.gradus.data.Dataset;
import org.gradus.io.DataException;
import org.gradus.nn.Scope;
import org.gradus.optim.Adam;
import org.gradus.optim.AmsGrad;
import org.gradus.optim.Clipping;
import org.gradus.optim.Optimizer;
import org.gradus.optim.ParameterGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResumeTest {
  @TempDir private Path folder;

  /** Stops a training without warning, as a kill would. */
  private static final class Kill extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Test
  void aRunStoppedAfterAnEpochEndsAsTheWholeRun() throws IOException {
    TrainingResult whole = to("whole").epochs(3).build().run();
    to("parts").epochs(1).build().run();
    TrainingResult parts = to("parts").resume(folder.resolve("parts")).epochs(3).build().run();
    same(whole, parts);
  }

  @Test
  void aRunKilledWithinAnEpochEndsAsTheWholeRun() throws IOException {
    TrainingResult whole = to("whole").epochs(3).build().run();
    killAt(20, to("parts").checkpointSeconds(0).epochs(3)); // 15 steps an epoch
    assertEquals(19, Checkpoint.read(folder.resolve("parts")).step());
    TrainingResult parts = to("parts").resume(folder.resolve("parts")).epochs(3).build().run();
    same(whole, parts);
  }

  @Test
  void aRunKilledInItsFirstEpochStartsAgain() throws IOException {
    TrainingResult whole = to("whole").epochs(3).build().run();
    killAt(7, to("parts").epochs(3));
    TrainingResult parts = to("parts").resume(folder.resolve("parts")).epochs(3).build().run();
    same(whole, parts);
  }

  @Test
  void aKillInTheMiddleOfAWriteLosesNothing() throws IOException {
    TrainingResult whole = to("whole").epochs(3).build().run();
    killAt(31, to("parts").epochs(3));
    Path parts = folder.resolve("parts");
    // What a kill may leave: half a hidden file, metrics and model of an epoch not yet committed.
    Files.write(parts.resolve(".checkpoint.safetensors.1.tmp"), new byte[1000]);
    Files.writeString(
        parts.resolve(RunDirectory.METRICS), "{\"epoch\":3}\n", StandardOpenOption.APPEND);
    Files.write(parts.resolve(RunDirectory.MODEL), new byte[100]);
    same(whole, to("parts").resume(parts).epochs(3).build().run());
  }

  @Test
  void everySlotOfAnOptimizerIsKept() throws IOException {
    Optimizer three =
        new AmsGrad(0.01, 0.01)
            .clip(Clipping.norm(0.5))
            .groups(ParameterGroup.vectors().withoutDecay().withRate(2));
    TrainingResult whole = to("whole").optimizer(three).epochs(2).build().run();
    to("parts").optimizer(three).epochs(1).build().run();
    Path parts = folder.resolve("parts");
    assertEquals(
        Set.of("optimizer.mean", "optimizer.square", "optimizer.greatest_square", Scope.STEP),
        Checkpoint.read(parts).slots().keySet());
    refused(
        parts
            + " cannot be resumed: its optimizer is "
            + three
            + ", not "
            + three.clip(Clipping.NONE),
        to("parts").resume(parts).optimizer(three.clip(Clipping.NONE)));
    same(whole, to("parts").resume(parts).optimizer(three).epochs(2).build().run());
  }

  @Test
  void aRunCanGoOnInAnotherFolder() throws IOException {
    TrainingResult whole = to("whole").epochs(2).build().run();
    to("first").epochs(1).build().run();
    byte[] before = bytes("first", RunDirectory.CHECKPOINT);
    TrainingResult parts = to("parts").resume(folder.resolve("first")).epochs(2).build().run();
    same(whole, parts);
    assertArrayEquals(before, bytes("first", RunDirectory.CHECKPOINT));
  }

  @Test
  void resumingCutsTheMetricsBackAtOnce() throws IOException {
    to("parts").epochs(1).build().run();
    Path metrics = folder.resolve("parts").resolve(RunDirectory.METRICS);
    Files.writeString(metrics, "{\"epoch\":2}\n", StandardOpenOption.APPEND);
    killAt(17, to("parts").resume(folder.resolve("parts")).epochs(3));
    assertEquals(1, Files.readAllLines(metrics).size());
  }

  @Test
  void aFinishedRunStaysAsItIs() throws IOException {
    TrainingResult done = to("done").epochs(2).build().run();
    byte[] checkpoint = bytes("done", RunDirectory.CHECKPOINT);
    byte[] metrics = bytes("done", RunDirectory.METRICS);
    for (int epochs = 1; epochs <= 2; epochs++) {
      TrainingResult again = to("done").resume(folder.resolve("done")).epochs(epochs).build().run();
      assertTrue(again.finishedBefore());
      assertEquals(done.epochs(), again.epochs());
    }
    assertFalse(done.finishedBefore());
    assertArrayEquals(checkpoint, bytes("done", RunDirectory.CHECKPOINT));
    assertArrayEquals(metrics, bytes("done", RunDirectory.METRICS));
  }

  @Test
  void anotherTrainingCannotGoOnFromHere() {
    Path path = folder.resolve("run");
    to("run").epochs(1).build().run();
    refused(path + " cannot be resumed: its batch is 64, not 32", to("run").resume(path).batch(32));
    refused(path + " cannot be resumed: its seed is 1, not 2", to("run").resume(path).seed(2));
    refused(
        path
            + " cannot be resumed: its optimizer is Adam[lr=0.01, beta1=0.9, beta2=0.999,"
            + " epsilon=1.0E-8, weightDecay=0.0], not Adam[lr=0.1, beta1=0.9, beta2=0.999,"
            + " epsilon=1.0E-8, weightDecay=0.0]",
        to("run").resume(path).optimizer(new Adam(0.1)));
    refused(
        path + " cannot be resumed: its number of training samples is 1000, not 900",
        to("run").resume(path).validationSplit(0.1));
    refused(path + " holds a run already; resume it or choose another folder", to("run"));
    refused(
        folder.resolve("none/checkpoint.safetensors") + ": there is no checkpoint",
        to("new").resume(folder.resolve("none")));
  }

  @Test
  void aFolderThatCannotBeMadeIsAnError() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    refused("cannot create " + file + ": exists and is not a directory", to("file"));
  }

  @Test
  void aStartThatDidNotReachItsFirstCheckpointIsMadeAnew() throws IOException {
    TrainingResult whole = to("whole").epochs(2).build().run();
    Path parts = Files.createDirectory(folder.resolve("parts"));
    Files.writeString(parts.resolve(RunDirectory.METRICS), "{\"epoch\":9}\n".repeat(9));
    Files.write(parts.resolve(RunDirectory.MODEL), new byte[100]);
    assertFalse(RunDirectory.holdsRun(parts));
    same(whole, to("parts").epochs(2).build().run());
    assertTrue(RunDirectory.holdsRun(parts));
  }

  @Test
  void aFirstCheckpointThatCannotBeWrittenLeavesAFolderToStartIn() throws IOException {
    TrainingResult whole = to("whole").epochs(2).build().run();
    Path file = folder.resolve("parts").resolve(RunDirectory.CHECKPOINT);
    String name = "." + RunDirectory.CHECKPOINT + "." + ProcessHandle.current().pid() + ".tmp";
    Files.createDirectories(file.resolveSibling(name)); // in the way, as a full disk would be
    Exception e = assertThrows(DataException.class, () -> to("parts").epochs(2).build().run());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("cannot write " + file + ": "), message);
    assertFalse(Files.exists(file.resolveSibling(RunDirectory.METRICS)));
    same(whole, to("parts").epochs(2).build().run());
  }

  @Test
  void aRunStoppedAfterItsFirstCheckpointCanBeResumed() throws IOException {
    TrainingResult whole = to("whole").epochs(2).build().run();
    Path parts = folder.resolve("parts");
    Path metrics = parts.resolve(RunDirectory.METRICS);
    Path obstacle = Files.createDirectories(metrics.resolve("in the way"));
    assertThrows(DataException.class, () -> to("parts").epochs(2).build().run());
    Files.delete(obstacle);
    Files.delete(metrics);
    same(whole, to("parts").resume(parts).epochs(2).build().run());
  }

  @Test
  void changedTrainingDataIsNoticed() {
    Path run = folder.resolve("run");
    Dataset data = SmallData.of(1000, 1);
    Dataset changed = SmallData.with(1000, 1, 3, Math.nextUp(data.value(3, 0)));
    to("run").data(new DataSplit(data, data)).epochs(1).build().run();
    refused(
        "%s cannot be resumed: the training data differs from that of the checkpoint".formatted(run)
            + " (checksum %s, not %s)".formatted(changed.checksum(), data.checksum()),
        to("run").data(new DataSplit(changed, data)).resume(run));
    to("run").data(new DataSplit(SmallData.of(1000, 1), data)).resume(run).epochs(2).build().run();
  }

  private TrainerBuilder to(String name) {
    return TrainerTest.small().directory(folder.resolve(name));
  }

  private static void killAt(long step, TrainerBuilder training) {
    Callback killer =
        new Callback() {
          @Override
          public void onStep(TrainingRun run) {
            if (run.step() == step) {
              throw new Kill();
            }
          }
        };
    assertThrows(Kill.class, () -> training.callback(killer).build().run());
  }

  private static void refused(String message, TrainerBuilder training) {
    Exception e = assertThrows(DataException.class, () -> training.build().run());
    assertEquals(message, e.getMessage());
  }

  private void same(TrainingResult whole, TrainingResult parts) throws IOException {
    assertEquals(outcomes(whole), outcomes(parts));
    assertArrayEquals(bytes("whole", RunDirectory.MODEL), bytes("parts", RunDirectory.MODEL));
    assertEquals(
        Files.readAllLines(folder.resolve("whole").resolve(RunDirectory.METRICS)).size(),
        Files.readAllLines(folder.resolve("parts").resolve(RunDirectory.METRICS)).size());
  }

  /** The epochs without their times. */
  private static List<Epoch> outcomes(TrainingResult result) {
    return result.epochs().stream()
        .map(
            e ->
                new Epoch(
                    e.epoch(), e.trainLoss(), e.trainAccuracy(), e.validation(), e.test(), 0, 0))
        .toList();
  }

  private byte[] bytes(String run, String file) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve(file));
  }
}
