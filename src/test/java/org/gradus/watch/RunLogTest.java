package org.gradus.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.gradus.io.DataException;
import org.gradus.train.Callback;
import org.gradus.train.Trainer;
import org.gradus.train.TrainerBuilder;
import org.gradus.train.TrainingResult;
import org.gradus.train.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RunLogTest {
  @TempDir private Path folder = Path.of("");

  private static TrainerBuilder training(Path folder, LogFormat format) {
    return Trainer.builder(Samples.deep(1, "tanh", "xavier"))
        .train(Samples.of(64, 1))
        .test(Samples.of(32, 2))
        .epochs(3)
        .batch(16)
        .device("cpu")
        .directory(folder)
        .callback(new RunLog(folder, format, 2));
  }

  @Test
  void linesTellStepsAndEpochs() throws IOException {
    TrainingResult result = training(folder, LogFormat.CSV).build().run();
    List<String> steps = Files.readAllLines(folder.resolve("steps.csv"));
    assertEquals("step,epoch,loss,seconds", steps.getFirst());
    assertEquals(1 + 6, steps.size());
    assertTrue(steps.get(3).startsWith("6,2,"), steps.get(3));
    List<String> epochs = Files.readAllLines(folder.resolve("epochs.csv"));
    assertEquals(
        "step,epoch,train_loss,train_accuracy,test_loss,test_accuracy,learning_rate,seconds,"
            + "samples_per_second",
        epochs.getFirst());
    String[] last = epochs.getLast().split(",");
    assertEquals("12", last[0]);
    assertEquals(result.last().trainLoss(), Double.parseDouble(last[2]));
    assertEquals(
        Objects.requireNonNull(result.last().test()).accuracy(), Double.parseDouble(last[5]));
  }

  @Test
  void linesOfJsonSayTheSame() throws IOException {
    TrainingResult result = training(folder, LogFormat.JSONL).build().run();
    List<String> epochs = Files.readAllLines(folder.resolve("epochs.jsonl"));
    JsonObject last = JsonParser.parseString(epochs.getLast()).getAsJsonObject();
    assertEquals(3, last.get("epoch").getAsInt());
    assertEquals(
        Objects.requireNonNull(result.last().test()).loss(), last.get("test_loss").getAsDouble());
    assertEquals(6, Files.readAllLines(folder.resolve("steps.jsonl")).size());
  }

  /** Killed after the log has gone beyond the checkpoint, and in the midst of a line. */
  @ParameterizedTest
  @EnumSource
  void aResumedRunLeavesTheLogsOfAnUninterruptedOne(LogFormat format, @TempDir Path whole)
      throws IOException {
    training(whole, format).build().run();
    Callback interruption =
        new Callback() {
          @Override
          public void onStep(TrainingRun run) {
            if (run.step() == 7) {
              throw new IllegalStateException("interrupted");
            }
          }
        };
    Trainer stopped = training(folder, format).callback(interruption).build();
    assertThrows(IllegalStateException.class, stopped::run);
    Path steps = folder.resolve("steps" + format.ending());
    Files.writeString(steps, Files.readString(steps) + "8,2,0.1");
    training(folder, format).resume(folder).build().run();
    for (String name : List.of("steps", "epochs")) {
      assertEquals(
          withoutTimes(whole.resolve(name + format.ending())),
          withoutTimes(folder.resolve(name + format.ending())));
    }
  }

  /** The lines without seconds and what is reckoned from them, which stand last. */
  private static List<String> withoutTimes(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.replaceAll(",\"seconds\".*", ""))
        .map(line -> line.replaceAll("(step,.*),seconds.*", "$1"))
        .map(
            line ->
                file.toString().contains("epochs.csv")
                    ? line.replaceAll(",[^,]*,[^,]*$", "")
                    : line)
        .map(line -> file.toString().contains("steps.csv") ? line.replaceAll(",[^,]*$", "") : line)
        .toList();
  }

  @Test
  void aFileThatIsNoLogIsLeftAlone() throws IOException {
    training(folder, LogFormat.CSV).epochs(1).build().run();
    Path steps = folder.resolve("steps.csv");
    Files.writeString(steps, "step,epoch\nnot a log\n");
    Trainer resumed = training(folder, LogFormat.CSV).resume(folder).build();
    DataException thrown = assertThrows(DataException.class, resumed::run);
    assertEquals(steps + ": line 2 is no line of a log: not a log", thrown.getMessage());
    assertEquals("step,epoch\nnot a log\n", Files.readString(steps));
  }
}
