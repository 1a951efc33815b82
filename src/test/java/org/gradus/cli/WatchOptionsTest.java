package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What watches a training, from the command line to what it leaves and says. */
final class WatchOptionsTest {
  @TempDir private Path folder = Path.of("");

  private static Captured gradus(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, "--limit", "300", "--batch", "50"));
    arguments.addAll(List.of("--device", "cpu"));
    arguments.addAll(Arrays.asList(more));
    return Captured.run(arguments.toArray(String[]::new));
  }

  private Captured train(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--out", folder.resolve("run").toString()));
    arguments.addAll(Arrays.asList(more));
    Captured run = gradus("train", arguments.toArray(String[]::new));
    assertEquals(0, run.status(), run.err());
    return run;
  }

  private static List<String> events(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aRunThatGoesOnRemembersWhatWatchesIt() throws IOException {
    train("--hidden", "16", "--epochs", "1", "--log", "csv", "--log-every", "2", "--tensorboard");
    Path run = folder.resolve("run");
    assertEquals(1 + 3, Files.readAllLines(run.resolve("steps.csv")).size());
    assertEquals(1, events(run.resolve("tensorboard")).size());
    Captured on = Captured.run("train", "--resume", run.toString(), "--epochs", "2");
    assertEquals(0, on.status(), on.err());
    assertEquals(1 + 6, Files.readAllLines(run.resolve("steps.csv")).size());
    assertEquals(1 + 2, Files.readAllLines(run.resolve("epochs.csv")).size());
    assertEquals(2, events(run.resolve("tensorboard")).size());
    Captured quiet =
        Captured.run("train", "--resume", run.toString(), "--epochs", "3", "--tensorboard", "none");
    assertEquals(0, quiet.status(), quiet.err());
    assertEquals(2, events(run.resolve("tensorboard")).size());
  }

  @Test
  void eventsGoToTheFolderThatIsNamed() throws IOException {
    Path elsewhere = folder.resolve("logs/a");
    train("--model", "linear", "--epochs", "1", "--tensorboard", elsewhere.toString());
    String events = events(elsewhere).getFirst();
    assertTrue(events.startsWith("events.out.tfevents."));
    String bytes = Files.readString(elsewhere.resolve(events), StandardCharsets.ISO_8859_1);
    assertTrue(bytes.contains("\u0009optimizer\u0012")); // a name of nine bytes, and its value
    assertFalse(Files.exists(folder.resolve("run/tensorboard")));
  }

  @Test
  void eachFoldHasEventsOfItsOwn() throws IOException {
    Path logs = folder.resolve("logs");
    train("--model", "linear", "--epochs", "1", "--folds", "2", "--tensorboard", logs.toString());
    assertEquals(List.of("fold-1", "fold-2"), events(logs));
    assertEquals(1, events(logs.resolve("fold-2")).size());
  }

  @Test
  void layersThatVanishAreNamedOnceAndShown() throws IOException {
    Captured run =
        train(
            "--hidden",
            "16,16,16,16,16,16",
            "--activation",
            "sigmoid",
            "--init",
            "xavier",
            "--epochs",
            "2",
            "--watch-layers");
    List<String> told =
        run.errLines().stream().filter(line -> line.contains("layer 1, Dense(16),")).toList();
    assertEquals(1, told.size(), run.err());
    assertTrue(
        told.getFirst().startsWith("before step 1: layer 1, Dense(16), vanishes: its gradient is "),
        told.getFirst());
    assertTrue(run.out().contains("name     layer "), run.out());
    String page = Files.readString(folder.resolve("run").resolve(RunPage.FILE));
    assertTrue(page.contains("<h2>Layers after 0 steps</h2>"));
    assertTrue(page.contains("<h2>Layers after 12 steps</h2>"));
    assertTrue(page.contains("Layer 1, Dense(16), vanishes: its gradient is "));
  }

  @Test
  void watchingChangesNothing() throws IOException {
    train("--hidden", "16", "--dropout", "0.2", "--epochs", "2", "--norm", "batch");
    Path watched = folder.resolve("watched");
    Captured run =
        gradus(
            "train",
            "--out",
            watched.toString(),
            "--hidden",
            "16",
            "--dropout",
            "0.2",
            "--epochs",
            "2",
            "--norm",
            "batch",
            "--watch-layers",
            "--tensorboard",
            "--log",
            "jsonl");
    assertEquals(0, run.status(), run.err());
    assertEquals(
        -1,
        Files.mismatch(
            folder.resolve("run/model.safetensors"), watched.resolve("model.safetensors")));
  }

  @Test
  void theLastWordIsHowItWent() throws IOException {
    Captured run = train("--model", "linear", "--init", "zeros", "--lr", "1e-9", "--epochs", "5");
    String last = run.errLines().getLast();
    assertTrue(
        last.startsWith("stalled: the least training loss of the last 3 epochs, 2."), run.err());
    String page = Files.readString(folder.resolve("run").resolve(RunPage.FILE));
    assertTrue(page.contains("<p class=\"note\">Stalled: the least training loss"));
    assertTrue(run.lastLine().startsWith("test accuracy "));
  }

  @Test
  void aRateIsFound() throws IOException {
    Path out = folder.resolve("rates");
    Captured found =
        gradus(
            "lr-find",
            "--hidden",
            "16",
            "--optimizer",
            "sgd",
            "--to",
            "100",
            "--out",
            out.toString());
    assertEquals(0, found.status(), found.err());
    assertTrue(found.lastLine().matches("suggested: --lr [\\d.e-]+"), found.out());
    JsonObject json =
        JsonParser.parseString(Files.readString(out.resolve("lr-find.json"))).getAsJsonObject();
    double rate = json.get("suggestion").getAsDouble();
    assertTrue(rate > 1e-4 && rate < 10, String.valueOf(rate));
    assertTrue(json.get("points").getAsJsonArray().size() > 10);
    String page = Files.readString(out.resolve("report.html"));
    assertTrue(page.contains("<h1>learning rate of mlp on digits</h1>"));
    assertFalse(Files.exists(out.resolve("checkpoint.safetensors")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train | --log | xml | --log must be one of csv, jsonl, none; got xml
          train | --log-every | 5 | --log-every goes with --log or --tensorboard
          lr-find | --lr | 0.1 | --lr goes with train: lr-find tries rates of its own
          lr-find | --from | 100 | --to must be above --from: 10 is not above 100
          lr-find | --from | -1 | --from must be a positive finite number, got -1
          lr-find | --folds | 3 | --folds goes with --fold here: lr-find trains once
          lr-find | --steps | 3 | --steps must be at least 10, got 3
          """)
  void wrongOptionsAreNamed(String command, String option, String value, String message) {
    Captured wrong = gradus(command, option, value);
    assertEquals(Errors.WRONG_USAGE, wrong.status());
    assertEquals("gradus: " + message, wrong.errLines().getFirst());
  }

  @Test
  void aFolderThatCannotBeIsNamedBeforeTheFirstStep() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Captured run =
        gradus(
            "train",
            "--out",
            folder.resolve("run").toString(),
            "--model",
            "linear",
            "--tensorboard",
            file.toString());
    assertEquals(Errors.FAILED, run.status());
    assertTrue(run.err().contains("cannot create " + file), run.err());
    assertFalse(run.err().contains("epoch 1"), run.err());
  }
}
