package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gradus.loss.Loss;
import org.gradus.optim.Adam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeepTest {
  private static final List<Epoch> EPOCHS = epochs(3, 1, 2, 1, Double.NaN, 4);

  @TempDir private Path folder;

  @Test
  void everyAndBestAreAddedUp() {
    assertEquals(Set.of(), Keep.NONE.of(EPOCHS));
    assertEquals(Set.of(2, 4, 6), Keep.every(2).of(EPOCHS));
    assertEquals(Set.of(2), Keep.best(1).of(EPOCHS)); // the first of equally good ones
    assertEquals(Set.of(2, 3, 4), Keep.best(3).of(EPOCHS));
    assertEquals(Set.of(2, 4, 5), Keep.every(5).andBest(2).of(EPOCHS));
    assertEquals(Set.of(6), Keep.best(1).by(Measure.ACCURACY).of(EPOCHS));
  }

  @Test
  void theFolderHoldsThemAndNoOthers() throws IOException {
    List<Set<String>> seen = new ArrayList<>();
    Callback look =
        new Callback() {
          @Override
          public void onEpoch(TrainingRun run, Epoch epoch) {
            seen.add(files("run"));
          }
        };
    Keep keep = Keep.every(4).andBest(2);
    TrainingResult result = to("run").keep(keep).epochs(10).callback(look).build().run();
    for (int epoch = 1; epoch <= 10; epoch++) {
      Set<String> kept =
          keep.of(result.epochs().subList(0, epoch)).stream()
              .map(KeptCheckpoints::name)
              .collect(Collectors.toSet());
      assertEquals(kept, seen.get(epoch - 1), "after epoch " + epoch);
    }
    Path stray = folder.resolve("run/checkpoints/epoch-0099.safetensors");
    Path notes = folder.resolve("run/checkpoints/notes.txt");
    Files.createFile(stray);
    Files.createFile(notes);
    to("run").keep(keep).resume(folder.resolve("run")).epochs(11).build().run();
    assertFalse(Files.exists(stray));
    assertTrue(Files.exists(notes));
  }

  @Test
  void eachOneCanBeGoneOnFromAndUsed() throws IOException {
    TrainingResult whole = to("whole").keep(Keep.every(2)).epochs(5).build().run();
    Path second = folder.resolve("whole/checkpoints/epoch-0002.safetensors");
    Checkpoint checkpoint = Checkpoint.read(second);
    assertEquals(2, checkpoint.epochsDone());
    try (Predictor predictor =
        Predictor.open(TrainerTest.layers(), checkpoint, second.toString(), "cpu")) {
      assertEquals(
          whole.epochs().get(1).test(),
          predictor.evaluate(SmallData.of(333, 2), Loss.crossEntropy()));
    }
    to("again").keep(Keep.every(2)).resume(second).epochs(5).build().run();
    assertArrayEquals(bytes("whole"), bytes("again"));
    assertEquals(Set.of("epoch-0004.safetensors"), files("again"));
  }

  @Test
  void whatEndedARunDoesNotEndThoseFromItsCheckpoints() {
    Callback stop =
        new Callback() {
          @Override
          public void onStep(TrainingRun run) {
            run.stop("one epoch is enough");
          }
        };
    to("run").keep(Keep.every(1)).epochs(3).callback(stop).build().run();
    Path first = folder.resolve("run/checkpoints/epoch-0001.safetensors");
    assertEquals(3, to("on").resume(first).epochs(3).build().run().epochs().size());
  }

  @Test
  void settingsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> Keep.every(-1));
    refused(
        "checkpoints are kept in the run directory, and there is none: give directory(...)",
        TrainerTest.small().keep(Keep.every(2)));
    refused(
        "the best checkpoints go by validation data, and there is none: give validation(...) or"
            + " validationSplit(...)",
        TrainerTest.small().directory(folder).keep(Keep.best(2)));
  }

  private static void refused(String message, TrainerBuilder training) {
    assertEquals(message, assertThrows(IllegalStateException.class, training::build).getMessage());
  }

  private TrainerBuilder to(String name) {
    return TrainerTest.small()
        .train(SmallData.of(60, 1))
        .validation(SmallData.of(200, 9))
        .batch(20)
        .optimizer(new Adam(0.02))
        .directory(folder.resolve(name));
  }

  private Set<String> files(String run) {
    Path kept = folder.resolve(run).resolve(KeptCheckpoints.FOLDER);
    if (!Files.isDirectory(kept)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(kept)) {
      return files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve(RunDirectory.MODEL));
  }

  private static List<Epoch> epochs(double... losses) {
    List<Epoch> epochs = new ArrayList<>();
    for (double loss : losses) {
      Evaluation judged = new Evaluation(loss, loss / 10, 10);
      epochs.add(new Epoch(epochs.size() + 1, 1, 1, judged, null, 1, 1));
    }
    return epochs;
  }
}
