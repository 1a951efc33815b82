package org.gradus.cli;

import static org.gradus.cli.SmallRun.assertWrong;
import static org.gradus.cli.SmallRun.losses;
import static org.gradus.cli.SmallRun.model;
import static org.gradus.cli.SmallRun.trainWell;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.gradus.train.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that are gone on with from the command line. */
final class TrainResumeTest {
  @TempDir private Path folder;

  private Path trained(String name, String... more) {
    Path out = folder.resolve(name);
    trainWell(out, more);
    return out;
  }

  @Test
  void aRunThatGoesOnEndsAsTheWholeRunWould() throws IOException {
    Path whole =
        trained("whole", "--epochs", "3", "--norm", "batch", "--dropout", "0.2", "--noise", "0.1");
    Path part =
        trained("part", "--epochs", "1", "--norm", "batch", "--dropout", "0.2", "--noise", "0.1");
    Captured resumed =
        Captured.run(
            "train", "--resume", part.toString(), "--out", part.toString(), "--epochs", "3");
    assertEquals(0, resumed.status(), resumed.err());
    assertArrayEquals(model(whole), model(part));
    assertEquals(losses(whole), losses(part));
  }

  @Test
  void aScheduleThatGoesByTheLossGoesOnToo() throws IOException {
    Path whole = slow("whole", "plateau", 5);
    Path part = slow("part", "plateau", 4);
    Captured resumed = Captured.run("train", "--resume", part.toString(), "--epochs", "5");
    assertEquals(0, resumed.status(), resumed.err());
    assertArrayEquals(model(whole), model(part));
    assertFalse(Arrays.equals(model(whole), model(slow("constant", "constant", 5))));
  }

  /** A training whose loss on the validation part hardly moves. */
  private Path slow(String name, String schedule, int epochs) {
    return trained(
        name,
        "--optimizer",
        "sgd",
        "--lr",
        "1e-6",
        "--val-split",
        "0.2",
        "--schedule",
        schedule,
        "--epochs",
        String.valueOf(epochs));
  }

  @Test
  void aScheduleThatEndsWithItsTrainingCannotGoOn() {
    Path run = trained("run", "--epochs", "2", "--schedule", "cosine");
    assertWrong(
        "--epochs 3 contradicts the run in " + run + ": its --schedule cosine is made for 2 epochs",
        Captured.run("train", "--resume", run.toString(), "--epochs", "3"));
  }

  @Test
  void goingOnInAnotherFolderLeavesTheFirstAsItWas() throws IOException {
    Path part = trained("part", "--epochs", "1");
    byte[] before = model(part);
    Path other = folder.resolve("other");
    Captured resumed =
        Captured.run(
            "train", "--resume", part.toString(), "--out", other.toString(), "--epochs", "2");
    assertEquals(0, resumed.status(), resumed.err());
    assertArrayEquals(before, model(part));
    assertEquals(2, losses(other).size());
  }

  @Test
  void resumingAFinishedRunChangesNothingAndSaysSo() throws IOException {
    Path run = folder.resolve("run");
    String lastLine = trainWell(run, "--epochs", "1").lastLine();
    byte[] checkpoint = Files.readAllBytes(run.resolve(RunDirectory.CHECKPOINT));
    var written = Files.getLastModifiedTime(run.resolve(RunPage.FILE));
    Captured again = Captured.run("train", "--resume", run.toString());
    assertEquals(0, again.status(), again.err());
    assertTrue((again.out() + again.err()).contains("the run is finished"), again.err());
    assertEquals(lastLine, again.lastLine());
    assertArrayEquals(checkpoint, Files.readAllBytes(run.resolve(RunDirectory.CHECKPOINT)));
    assertEquals(written, Files.getLastModifiedTime(run.resolve(RunPage.FILE)));
  }

  @Test
  void resumingAFinishedRunElsewhereSaysThatNothingIsWrittenThere() {
    String run = trained("run", "--epochs", "1").toString();
    Path other = folder.resolve("other");
    Captured again = Captured.run("train", "--resume", run, "--out", other.toString());
    assertEquals(0, again.status(), again.err());
    assertEquals(
        List.of(
            "the run is finished: 1 of 1 epochs done",
            "nothing was left to do: nothing is written to " + other),
        again.errLines());
    assertFalse(Files.exists(other));
    assertFalse(Captured.run("train", "--resume", run).err().contains("nothing"));
  }

  @Test
  void optionsThatContradictTheRunAreRefused() {
    Path run = trained("run", "--epochs", "2");
    assertWrong(
        "--lr 0.1 contradicts the run in " + run + ": it has --lr 0.003",
        Captured.run("train", "--resume", run.toString(), "--lr", "0.1"));
    assertWrong(
        "--hidden 8 contradicts the run in " + run + ": it has --hidden 16",
        Captured.run("train", "--resume", run.toString(), "--hidden", "8"));
    assertWrong(
        "--epochs 1 contradicts the run in " + run + ": it has done 2 epochs already",
        Captured.run("train", "--resume", run.toString(), "--epochs", "1"));
  }

  @Test
  void whatDecidesOtherOptionsIsComparedFirst() {
    Path run = trained("run", "--epochs", "1");
    assertWrong(
        "--model linear contradicts the run in " + run + ": it has --model mlp",
        Captured.run("train", "--resume", run.toString(), "--model", "linear"));
    assertWrong(
        "--data mnist contradicts the run in " + run + ": it has --data digits",
        Captured.run("train", "--resume", run.toString(), "--data", "mnist"));
    Path linear = folder.resolve("linear");
    Captured.run("train", "--model", "linear", "--limit", "60", "--out", linear.toString());
    assertWrong(
        "--model mlp contradicts the run in " + linear + ": it has --model linear",
        Captured.run("train", "--resume", linear.toString(), "--model", "mlp", "--hidden", "8"));
  }

  @Test
  void aFolderThatIsNoRunCannotBeResumed() {
    Captured captured = Captured.run("train", "--resume", folder.resolve("absent").toString());
    assertEquals(1, captured.status());
    assertTrue(captured.errLines().getFirst().contains("absent"), captured.err());
    assertEquals(1, captured.errLines().size(), captured.err());
  }
}
