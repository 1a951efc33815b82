package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import org.gradus.io.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

final class GradusTest {
  static List<CommandSpec> commands() {
    return Gradus.commandLine().getCommandSpec().subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpOfEachCommandTellsOfEachOption(CommandSpec command) {
    Captured help = Captured.run(command.name(), "--help");
    assertEquals(0, help.status(), help.err());
    command.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> assertTrue(help.out().contains(option.longestName()), help.out()));
    assertTrue(help.out().contains("gradus " + command.name()), help.out());
    assertEquals("", help.err());
  }

  @Test
  void withoutACommandItShowsAllOfThem() {
    Captured help = Captured.run();
    assertEquals(0, help.status());
    commands().forEach(command -> assertTrue(help.out().contains("\n  " + command.name() + " ")));
    assertEquals(help, Captured.run("--help"));
  }

  @Test
  void helpSaysWhereItComputesAndWhatItReadsFromTheEnvironment() {
    String help = Captured.run("--help").out();
    assertTrue(help.contains("on OpenCL and CUDA devices."), help);
    assertFalse(help.contains("GPU"), help);
    for (String variable :
        List.of("GRADUS_DEBUG", "GRADUS_CHECK", "GRADUS_THREADS", "GRADUS_TUNED")) {
      assertTrue(help.contains("\n  " + variable + "="), help);
    }
  }

  @Test
  void tellsItsVersionAndTheJavaItRunsOn() {
    Captured version = Captured.run("--version");
    assertEquals(0, version.status());
    assertEquals(Version.lines(), version.out().lines().toList());
    assertTrue(version.out().startsWith("gradus "));
  }

  @Test
  void anUnknownCommandIsWrongUsage() {
    Captured wrong = Captured.run("tran");
    assertEquals(2, wrong.status());
    assertEquals("", wrong.out());
    String all = String.join(", ", commands().stream().map(CommandSpec::name).toList());
    assertEquals(
        List.of(
            "gradus: unknown command tran; there are " + all,
            "'gradus --help' shows what can be given."),
        wrong.errLines());
  }

  @Test
  void anUnknownOptionIsWrongUsage() {
    Captured wrong = Captured.run("doctor", "--jason");
    assertEquals(2, wrong.status());
    assertEquals(
        List.of(
            "gradus: unknown option --jason", "'gradus doctor --help' shows what can be given."),
        wrong.errLines());
  }

  @Test
  void anArgumentTooManyIsWrongUsage() {
    Captured wrong = Captured.run("doctor", "please");
    assertEquals(2, wrong.status());
    assertEquals("gradus: unexpected argument please", wrong.errLines().getFirst());
  }

  @Test
  void anOptionWithoutItsValueIsWrongUsage() {
    Captured wrong = Captured.run("train", "--epochs");
    assertEquals(2, wrong.status());
    assertEquals("gradus: --epochs needs a value", wrong.errLines().getFirst());
  }

  @Test
  void anOptionGivenTwiceIsWrongUsage() {
    Captured wrong = Captured.run("train", "--epochs", "1", "--epochs", "2");
    assertEquals(2, wrong.status());
    assertEquals("gradus: --epochs was given twice", wrong.errLines().getFirst());
  }

  @Test
  void benchNeedsToKnowWhatToMeasure() {
    Captured wrong = Captured.run("bench");
    assertEquals(2, wrong.status());
    assertTrue(
        wrong.errLines().getFirst().startsWith("gradus: what to measure is missing; there "),
        wrong.err());
  }

  @Test
  void benchSaysWhatThereIsToMeasure() {
    Captured wrong = Captured.run("bench", "nonsense");
    assertEquals(2, wrong.status());
    assertEquals(
        "gradus: unknown command nonsense; there are device, first-steps, host, kernels, matmul,"
            + " peer",
        wrong.errLines().getFirst());
  }

  @Test
  void filesThatFailAreNamed() {
    assertFailure("a.png: no such file or folder", new NoSuchFileException("a.png"));
    assertFailure("runs: permission denied", new AccessDeniedException("runs"));
    assertFailure(
        "runs/x: No space left on device",
        new FileSystemException("runs/x", null, "No space left on device"));
    assertFailure("No space left", new UncheckedIOException(new IOException("No space left")));
    assertFailure("two lines", new IOException("two\n  lines\n"));
  }

  @Test
  void whatCanBeDoneIsASecondLine() {
    Captured told = failure(Map.of(), DataException.withRemedy("no\ndata", "put it there"));
    assertEquals(List.of("gradus: no data", "put it there"), told.errLines());
  }

  private static void assertFailure(String message, Exception failure) {
    Captured told = failure(Map.of(), failure);
    assertEquals(1, told.status());
    assertEquals("gradus: " + message + System.lineSeparator(), told.err());
  }

  @Test
  void aMistakeOfTheProgramSaysSo() {
    Captured told = failure(Map.of(), new NullPointerException("x is null"));
    assertEquals(
        List.of(
            "gradus: NullPointerException: x is null",
            "This is a mistake in Gradus; GRADUS_DEBUG=1 shows where."),
        told.errLines());
  }

  @Test
  void debugShowsTheStack() {
    Exception failure = new IllegalStateException("odd");
    assertFalse(failure(Map.of("GRADUS_DEBUG", "0"), failure).err().contains("\tat "));
    String err = failure(Map.of("GRADUS_DEBUG", "1"), failure).err();
    assertTrue(err.startsWith("gradus: odd"), err);
    assertTrue(err.contains("\tat org.gradus.cli.GradusTest"), err);
  }

  private static Captured failure(Map<String, String> environment, Exception failure) {
    return Captured.of(environment, console -> Errors.failure(failure, console));
  }
}
