package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gradus.train.RunDirectory;

/** Trainings of some tenths of a second from the command line, and what they leave. */
final class SmallRun {
  private SmallRun() {}

  static Captured train(Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("train", "--limit", "300", "--hidden", "16", "--batch", "50", "--out"));
    arguments.add(out.toString());
    arguments.addAll(Arrays.asList(more));
    return Captured.run(arguments.toArray(String[]::new));
  }

  static Captured trainWell(Path out, String... more) {
    Captured captured = train(out, more);
    assertEquals(0, captured.status(), captured.err());
    return captured;
  }

  static byte[] model(Path run) throws IOException {
    return Files.readAllBytes(run.resolve(RunDirectory.MODEL));
  }

  static List<String> losses(Path run) throws IOException {
    return Files.readAllLines(run.resolve(RunDirectory.METRICS)).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .map(line -> line.get("train_loss") + " " + line.get("test_loss"))
        .toList();
  }

  static void assertWrong(String message, Captured captured) {
    assertEquals(2, captured.status(), captured.err());
    assertEquals("gradus: " + message, captured.errLines().getFirst());
    assertEquals("'gradus train --help' shows what can be given.", captured.errLines().get(1));
  }

  static void assertFails(String message, Captured captured) {
    assertEquals(1, captured.status(), captured.err());
    assertEquals(List.of("gradus: " + message), captured.errLines());
  }
}
