package org.gradus.cli;

import static org.gradus.cli.SmallRun.assertFails;
import static org.gradus.cli.SmallRun.assertWrong;
import static org.gradus.cli.SmallRun.model;
import static org.gradus.cli.SmallRun.train;
import static org.gradus.cli.SmallRun.trainWell;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gradus.train.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small trainings, from the command line to the files they leave. */
final class TrainCommandTest {
  private static final String LAST_LINE =
      "test accuracy [01]\\.\\d{4}  loss \\d+\\.\\d{4}  epochs \\d+  seconds \\d+\\.\\d  device"
          + " cpu";

  @TempDir private Path folder;

  @Test
  void leavesEverythingAboutTheRun() throws IOException {
    Path out = folder.resolve("run");
    Captured run = trainWell(out, "--epochs", "2", "--val-split", "0.2");
    assertTrue(run.lastLine().matches(LAST_LINE), run.lastLine());
    assertTrue(run.lastLine().contains("  epochs 2  "), run.lastLine());
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(
          Set.of(
              ".lock",
              RunDirectory.METRICS,
              RunDirectory.MODEL,
              RunDirectory.CHECKPOINT,
              RunPage.FILE),
          Set.copyOf(files.map(file -> file.getFileName().toString()).toList()));
    }
    String page = Files.readString(out.resolve(RunPage.FILE));
    assertTrue(page.contains("<h1>mlp on digits</h1>"));
    assertFalse(page.matches("(?s).*(src|href)=\"?http.*"));
  }

  @Test
  void metricsHaveALineAnEpochWithTheFieldsInOrder() throws IOException {
    Path out = folder.resolve("run");
    trainWell(out, "--epochs", "2", "--val-split", "0.2");
    List<String> lines = Files.readAllLines(out.resolve(RunDirectory.METRICS));
    assertEquals(2, lines.size());
    for (int i = 0; i < 2; i++) {
      JsonObject line = JsonParser.parseString(lines.get(i)).getAsJsonObject();
      assertEquals(i + 1, line.get("epoch").getAsInt());
      assertEquals(
          List.of(
              "epoch",
              "train_loss",
              "train_accuracy",
              "val_loss",
              "val_accuracy",
              "test_loss",
              "test_accuracy",
              "seconds",
              "samples_per_second",
              "lr"),
          List.copyOf(line.keySet()));
    }
    Path plain = folder.resolve("plain");
    trainWell(plain, "--epochs", "1");
    assertFalse(Files.readString(plain.resolve(RunDirectory.METRICS)).contains("val_"));
  }

  @ParameterizedTest
  @CsvSource({
    "cross_entropy, batch, selu, lecun",
    "mse, layer, prelu, orthogonal:relu",
    "mae, rms, hard_tanh, xavier:tanh",
    "huber:0.5, group:4, leaky_relu:0.2, he:leaky_relu:0.2",
    "smooth_l1, weight, hard_swish, truncated_normal:0.1",
    "bce:2, none, relu6, he_uniform",
    "kl, none, softmax, small_normal"
  })
  void trainsWithWhatIsNamed(String loss, String norm, String activation, String init) {
    Path out = folder.resolve("run");
    trainWell(
        out,
        "--loss",
        loss,
        "--norm",
        norm,
        "--activation",
        activation,
        "--init",
        init,
        "--epochs",
        "1");
    Captured judged = Captured.run("eval", "--checkpoint", out.toString());
    assertEquals(0, judged.status(), judged.err());
  }

  @Test
  void theSameSeedGivesTheSameModelAndAnotherSeedAnother() throws IOException {
    byte[] first = model(trained("a", "--seed", "7"));
    assertArrayEquals(first, model(trained("b", "--seed", "7")));
    assertFalse(Arrays.equals(first, model(trained("c", "--seed", "8"))));
  }

  private Path trained(String name, String... more) {
    Path out = folder.resolve(name);
    trainWell(out, more);
    return out;
  }

  @Test
  void aFolderThatHoldsARunIsNotWrittenOver() {
    Path run = trained("run");
    assertFails(
        "%s holds a run already; go on with it by --resume %s, or name another --out"
            .formatted(run, run),
        train(run));
    Path other = trained("other");
    assertFails(
        "%s holds a run already; go on with it by --resume %s, or name another --out"
            .formatted(other, other),
        Captured.run("train", "--resume", run.toString(), "--out", other.toString()));
  }

  @Test
  void aTrainingThatGetsNoBetterStopsAndSaysWhy() throws IOException {
    // A rate at which nothing moves: the first epoch stays the best.
    String[] still = {"--optimizer", "sgd", "--lr", "1e-30", "--val-split", "0.2", "--epochs", "9"};
    Path run = folder.resolve("run");
    Captured captured = trainWell(run, with(still, "--patience", "2"));
    String reason =
        "stopped after epoch 3: the validation loss has not been better than the \\d\\.\\d{4} of"
            + " epoch 1 for 2 epochs";
    assertTrue(captured.errLines().stream().anyMatch(l -> l.matches(reason)), captured.err());
    assertTrue(captured.err().contains("the weights are those of epoch 1"), captured.err());
    String page = Files.readString(run.resolve(RunPage.FILE));
    assertTrue(page.contains("<p class=\"note\">Stopped after epoch 3 of 9: the validation loss"));
    assertTrue(page.contains(" The weights are those of epoch 1.</p>"));
    Captured again = Captured.run("train", "--resume", run.toString());
    assertTrue(again.err().contains("the run is finished: 3 of 9 epochs done"), again.err());
    Captured longer = Captured.run("train", "--resume", run.toString(), "--patience", "4");
    assertTrue(longer.err().contains("stopped after epoch 5: "), longer.err());
    Path plain = folder.resolve("plain");
    trainWell(plain, with(still, "--keep-every", "9"));
    assertWrong(
        "--patience 4 contradicts the run in " + plain + ": it was begun without --patience",
        Captured.run("train", "--resume", plain.toString(), "--patience", "4"));
  }

  private static String[] with(String[] options, String... more) {
    return Stream.concat(Arrays.stream(options), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void averagedWeightsAreJudgedAndKept() throws IOException {
    Path run = folder.resolve("run");
    Captured captured = trainWell(run, "--average", "swa", "--average-start", "2", "--epochs", "3");
    assertTrue(captured.err().contains("  swa weights"), captured.err());
    assertTrue(
        Files.readString(run.resolve(RunPage.FILE))
            .contains("From epoch 2 on averaged weights (swa) were judged and kept."));
    Captured judged = Captured.run("eval", "--checkpoint", run.toString());
    String figures = captured.lastLine().substring(0, captured.lastLine().indexOf("  epochs"));
    assertTrue(judged.lastLine().startsWith(figures + "  epochs 3"), judged.lastLine());
  }

  @Test
  void aCheckpointThatWasKeptIsUsedAndGoneOnFrom() throws IOException {
    Path run = trained("run", "--epochs", "4", "--keep-every", "2");
    Path second = run.resolve("checkpoints/epoch-0002.safetensors");
    Captured judged = Captured.run("eval", "--checkpoint", second.toString());
    assertTrue(judged.lastLine().contains("  epochs 2  "), judged.out() + judged.err());
    Path other = folder.resolve("other");
    Captured resumed =
        Captured.run("train", "--resume", second.toString(), "--out", other.toString());
    assertEquals(0, resumed.status(), resumed.err());
    assertArrayEquals(model(run), model(other));
  }

  @Test
  void anOutputFolderThatCannotBeMadeIsToldBeforeTraining() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    Captured captured = train(file.resolve("run"));
    assertEquals(1, captured.status());
    assertEquals(1, captured.errLines().size(), captured.err());
    assertTrue(captured.errLines().getFirst().startsWith("gradus: cannot "), captured.err());
    assertTrue(captured.err().contains(file.toString()), captured.err());
  }

  @Test
  void unknownDevicesAreRefusedWithThoseThereAre() {
    assertWrong(
        "--device must be one of auto, cpu, cuda, opencl; got gpu",
        train(folder.resolve("run"), "--device", "gpu"));
    assertFalse(Files.exists(folder.resolve("run")));
  }

  @Test
  void missingDataIsToldInOneLine() {
    Path absent = folder.resolve("absent");
    Captured captured =
        Captured.run(
            "train",
            "--data",
            "mnist",
            "--data-dir",
            absent.toString(),
            "--out",
            folder.resolve("run").toString());
    assertEquals(1, captured.status());
    assertEquals(1, captured.errLines().size(), captured.err());
    assertTrue(captured.err().contains(absent.toString()), captured.err());
  }

  @Test
  void dataDirGoesWithFilesOnly() {
    assertWrong(
        "--data-dir goes with --data mnist or fashion, not with digits",
        Captured.run("train", "--data-dir", folder.toString()));
  }

  @Test
  void summaryPrintsTheModelsTable() {
    String out = trainWell(folder.resolve("run"), "--summary").out();
    assertTrue(out.contains("Dense(16)"), out);
    assertTrue(out.contains("12,730"), out); // 784 * 16 + 16 + 16 * 10 + 10
    assertTrue(out.matches("(?s).*a step of [0-9]+ samples: [0-9.]+ .?FLOP, of which .*"), out);
  }

  @Test
  void oneIsNotMany() {
    String out =
        Captured.run("train", "--limit", "50", "--out", folder.resolve("run").toString()).out();
    assertTrue(out.contains(" parameters, 1 step an epoch"), out);
    String more = trainWell(folder.resolve("more")).out();
    assertTrue(more.contains("12,730 parameters, 6 steps an epoch"), more);
  }

  @Test
  void aReportThatFailsDoesNotFailTheTraining() throws IOException {
    Path out = folder.resolve("run");
    Files.createDirectories(out.resolve(RunPage.FILE).resolve("in the way"));
    Captured run = trainWell(out);
    assertTrue(run.lastLine().matches(LAST_LINE), run.lastLine());
    assertTrue(run.err().contains("gradus: warning: no report: "), run.err());
  }

  @Test
  void aLossThatExplodesStopsTheTraining() throws IOException {
    Path out = folder.resolve("run");
    Captured run = train(out, "--optimizer", "sgd", "--lr", "1e30", "--epochs", "3");
    assertEquals(1, run.status(), run.out());
    String message = run.errLines().getLast();
    assertTrue(message.startsWith("gradus: step "), run.err());
    String kept = "the last good checkpoint is kept in " + out;
    assertTrue(message.contains(kept + "; a lower --lr or --clip-norm may help"), run.err());
    assertTrue(Files.exists(out.resolve(RunDirectory.CHECKPOINT)));
  }

  @Test
  void theReportOfAStoppedRunSaysWhy() throws IOException {
    Path out = trained("run", "--epochs", "1");
    Files.delete(out.resolve(RunDirectory.MODEL));
    Files.createDirectories(out.resolve(RunDirectory.MODEL).resolve("in the way"));
    Captured resumed = Captured.run("train", "--resume", out.toString(), "--epochs", "2");
    assertEquals(1, resumed.status(), resumed.out());
    assertTrue(resumed.errLines().getLast().startsWith("gradus: cannot write "), resumed.err());
    String page = Files.readString(out.resolve(RunPage.FILE));
    assertTrue(page.contains("<p class=\"note\">Stopped: cannot write "));
  }

  @Test
  void theUsualFolderIsTheFirstThatIsFree() throws IOException {
    assertEquals(folder.resolve("x"), RunPlan.unused(folder, "x"));
    Files.createDirectories(folder.resolve("x"));
    assertEquals(folder.resolve("x-2"), RunPlan.unused(folder, "x"));
    Files.createDirectories(folder.resolve("x-2"));
    assertEquals(folder.resolve("x-3"), RunPlan.unused(folder, "x"));
  }
}
