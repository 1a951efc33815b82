package org.gradus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in {@code bench}, which are Python with nothing but its own library. */
final class BenchScriptsTest {
  private static final Path BENCH = Path.of("bench");

  @TempDir Path folder;

  @BeforeAll
  static void needsPython() throws Exception {
    assumeTrue(Scripts.python(), "there is no python3, which the scripts in bench are written in");
  }

  @Test
  void theyAreWellFormed() throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "-m", "py_compile"));
    command.addAll(scripts());
    assertTrue(command.size() > 20, "found only " + command);
    Scripts.Answer answer =
        Scripts.run(List.copyOf(command), "PYTHONPYCACHEPREFIX", folder.toString());
    assertEquals(new Scripts.Answer(0, ""), answer);
  }

  @Test
  void theyDoWhatTheirTestsSay() throws Exception {
    List<String> command =
        List.of("python3", "-m", "unittest", "discover", "-s", "bench/tests", "-t", "bench/tests");
    Scripts.Answer answer = Scripts.run(command, "PYTHONDONTWRITEBYTECODE", "1");
    assertEquals(0, answer.status(), answer.printed());
  }

  @Test
  void thePagesShowWhatWasMeasured() throws Exception {
    List<String> command = List.of("bench/tables", "--check");
    assertEquals(new Scripts.Answer(0, ""), Scripts.run(command, "LC_ALL", "C.UTF-8"));
  }

  private static List<String> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(BENCH)) {
      return files.filter(BenchScriptsTest::isScript).map(Path::toString).sorted().toList();
    }
  }

  private static boolean isScript(Path file) {
    try {
      return Files.isRegularFile(file)
          && !file.toString().contains("target")
          && (file.toString().endsWith(".py")
              || new String(head(file), UTF_8).startsWith("#!/usr/bin/env python3"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(32);
    }
  }
}
