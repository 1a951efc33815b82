package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of the lessons name commands that there are and numbers that come out. */
final class LessonPagesTest {
  private static final Path FOLDER = Path.of("docs/lessons");
  private static final Pattern COMMAND = Pattern.compile("gradus experiment ([a-z-]+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");
  private static final Pattern EXACT =
      Pattern.compile(
          "^\\|([^|]+)\\| (-?[0-9.]+) \\| `([a-z-]+)` `([^`]+)` \\|$", Pattern.MULTILINE);

  private final Map<String, String> pages = new TreeMap<>();

  @BeforeEach
  void read() throws IOException {
    assumeTrue(Files.isDirectory(FOLDER), () -> "there is no " + FOLDER.toAbsolutePath());
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.toList()) {
        pages.put(file.getFileName().toString(), Files.readString(file));
      }
    }
  }

  @Test
  void everyExperimentIsOnItsLessonsPage() {
    for (Experiment experiment : Experiments.all()) {
      String page = page(experiment.lesson());
      String command = "./gradus experiment " + experiment.name();
      assertTrue(page.contains(command), "lesson %d: %s".formatted(experiment.lesson(), command));
    }
  }

  @Test
  void everyExperimentNamedIsThere() {
    List<String> others = List.of("list", "all");
    pages.forEach(
        (name, text) ->
            COMMAND
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(each -> !others.contains(each))
                .forEach(each -> assertEquals(each, Experiments.named(each).name(), name)));
  }

  @Test
  void linksLeadSomewhere() {
    pages.forEach(
        (name, text) ->
            LINK.matcher(text)
                .results()
                .map(found -> FOLDER.resolve(found.group(1)))
                .forEach(to -> assertTrue(Files.exists(to), name + " links to " + to)));
  }

  @Test
  void exactNumbersComeOutAsTheyAreWritten() {
    Map<String, Outcome> outcomes = new HashMap<>();
    int compared = 0;
    for (Map.Entry<String, String> page : pages.entrySet()) {
      for (MatchResult row : EXACT.matcher(page.getValue()).results().toList()) {
        Outcome outcome =
            outcomes.computeIfAbsent(
                row.group(3), name -> Experiments.named(name).run(Setup.on("cpu").quickly()));
        BigDecimal written = new BigDecimal(row.group(2));
        double half = 0.5 * Math.pow(10, -written.scale());
        String where = page.getKey() + ":" + row.group(1);
        double value = outcome.number(row.group(4));
        assertEquals(written.doubleValue(), value, half * 1.001, where);
        compared++;
      }
    }
    long rows = pages.values().stream().flatMap(String::lines).filter(Row::isNumber).count();
    assertEquals(rows, compared, "rows of the tables of exact numbers");
  }

  private String page(int lesson) {
    return pages.entrySet().stream()
        .filter(page -> page.getKey().startsWith(lesson + "-"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** A row that the pattern must not have missed. */
  private static final class Row {
    static boolean isNumber(String line) {
      return line.matches("\\|.*\\| `[a-z-]+` `[^`]+` \\|");
    }
  }
}
