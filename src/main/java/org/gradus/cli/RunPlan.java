package org.gradus.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.gradus.train.Checkpoint;
import org.gradus.train.RunDirectory;
import org.jspecify.annotations.Nullable;

/**
 * What to train and where to write it.
 *
 * @param settings of the whole run
 * @param out folder the run is written to
 * @param resume folder of the run to go on with; null for a new run
 * @param watch what is written and told besides
 */
record RunPlan(TrainSettings settings, Path out, @Nullable Path resume, WatchChoice watch) {
  /** What may differ when a run goes on: how far, and where things are. */
  private static final Set<String> MAY_DIFFER =
      Set.of(
          "--epochs",
          "--data-dir",
          "--device",
          "--gemm",
          "--keep-every",
          "--keep-best",
          DataSettings.PREFETCH);

  /**
   * What decides which other options there are. Compared first: else what the run remembers would
   * be told to be wrong beside an option that it was not given with.
   */
  private static final List<String> DECIDE_OTHERS = List.of("--model", "--data");

  /** Reads the options; a run to go on with is read, nothing is written. */
  static RunPlan read(Arguments arguments) {
    Path resume = arguments.path("--resume");
    Path out = arguments.path("--out");
    if (resume != null) {
      Arguments all = resumed(arguments, resume);
      TrainSettings settings = TrainSettings.read(all);
      Path folder = out == null ? goingOn(settings, resume) : free(out, resume);
      return new RunPlan(settings, folder, resume, WatchChoice.read(all));
    }
    TrainSettings settings = TrainSettings.read(arguments);
    Path folder = out == null ? usual(settings) : free(out, null);
    return new RunPlan(settings, folder, null, WatchChoice.read(arguments));
  }

  /** A run goes on in its folder, and from a checkpoint by itself in a new one. */
  private static Path goingOn(TrainSettings settings, Path resume) {
    return Files.isRegularFile(resume) ? usual(settings) : resume;
  }

  /** The options a run remembers: those of its settings, and what watches it. */
  Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>(settings.options());
    watch.putInto(options);
    return options;
  }

  /** The options of the run that goes on, and those given now. */
  private static Arguments resumed(Arguments arguments, Path run) {
    Checkpoint checkpoint = Checkpoint.read(run);
    Map<String, String> known = new LinkedHashMap<>(checkpoint.configuration());
    if (known.isEmpty()) {
      throw new CommandException(
          run + " was not made by 'gradus train' and cannot be resumed here");
    }
    known.putIfAbsent("--precision", checkpoint.precision().toString()); // older runs do not say
    for (String option : DECIDE_OTHERS) {
      checkSame(option, arguments.text(option), known.get(option), run);
    }
    Map<String, String> merged = new LinkedHashMap<>(known);
    if (arguments.has("--device")) {
      merged.remove("--gemm"); // it was for the device that the run was begun on
    }
    merged.putAll(arguments.options());
    Arguments all = new Arguments(merged, arguments.positionals());
    TrainSettings settings = TrainSettings.read(all);
    Map<String, String> wanted = settings.options();
    for (String option : arguments.options().keySet()) {
      if (!MAY_DIFFER.contains(option) && !OutcomeChoice.mayChange(option, known)) {
        checkSame(option, wanted.get(option), known.get(option), run);
      }
    }
    if (settings.schedule().ends()
        && !String.valueOf(settings.epochs()).equals(known.get("--epochs"))) {
      throw new UsageException(
          "--epochs %d contradicts the run in %s: its --schedule %s is made for %s epochs"
              .formatted(
                  settings.epochs(), run, settings.schedule().name(), known.get("--epochs")));
    }
    if (settings.epochs() < checkpoint.epochsDone()) {
      throw new UsageException(
          "--epochs %d contradicts the run in %s: it has done %s already"
              .formatted(settings.epochs(), run, Words.count(checkpoint.epochsDone(), "epoch")));
    }
    return all;
  }

  private static void checkSame(
      String option, @Nullable String now, @Nullable String known, Path run) {
    if (now != null && !now.equals(known)) {
      throw new UsageException(
          "%s %s contradicts the run in %s: %s"
              .formatted(option, now, run, remembered(option, known)));
    }
  }

  private static String remembered(String option, @Nullable String value) {
    return value == null ? "it was begun without " + option : "it has " + option + " " + value;
  }

  /** Whether a run goes on in another folder than it was begun in. */
  boolean elsewhere() {
    return resume != null && !same(out, resume);
  }

  private static boolean same(Path a, Path b) {
    return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
  }

  private static Path free(Path out, @Nullable Path resume) {
    boolean same = resume != null && same(out, resume);
    if (!same && RunDirectory.holdsRun(out)) {
      throw new CommandException(
          "%s holds a run already; go on with it by --resume %s, or name another --out"
              .formatted(out, out));
    }
    return out;
  }

  private static Path usual(TrainSettings settings) {
    return unused(
        Path.of("runs"),
        LocalDate.now(ZoneId.systemDefault()) + "-" + settings.model() + "-" + dataName(settings));
  }

  /** Returns the first of {@code name}, {@code name-2}, {@code name-3} that is not there. */
  static Path unused(Path folder, String name) {
    Path out = folder.resolve(name);
    for (int i = 2; Files.exists(out); i++) {
      out = folder.resolve(name + "-" + i);
    }
    return out;
  }

  /** Returns what folders and titles call the data: a file's name without its ending. */
  static String dataName(TrainSettings settings) {
    Path file =
        Stream.of(settings.csvFile(), settings.npzFile(), settings.imageFolder())
            .filter(Objects::nonNull)
            .findAny()
            .orElse(null);
    if (file == null) {
      return settings.data();
    }
    String name = String.valueOf(file.getFileName()).replaceFirst("(?i)\\.(csv|npz)$", "");
    return name.replaceAll("[^\\p{Alnum}._-]+", "-");
  }
}
