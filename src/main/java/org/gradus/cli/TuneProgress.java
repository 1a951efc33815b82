package org.gradus.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.gradus.bench.Failure;
import org.gradus.bench.TuneBench;
import org.gradus.bench.TuneBench.Tuned;
import org.gradus.device.Tuning;
import org.gradus.device.Tuning.Found;
import org.gradus.io.AtomicFiles;
import org.jspecify.annotations.Nullable;

/** Prints a line for each product that was tuned, and keeps what was found so far. */
final class TuneProgress implements TuneBench.Listener {
  private static final String LINE = "%-22s %-2s %-5s %9.1f us %8.2f TFLOP/s  %-28s %s%n";
  private static final double NANOS_PER_MICRO = 1000;

  private final Console console;
  private final Tuning tuning;
  private final @Nullable Path file;
  private final Map<String, Found> found = new TreeMap<>();
  private int failures;
  private int measured;

  /** Adds to what the device's table holds, in {@code file}; null to keep nothing. */
  TuneProgress(Console console, Tuning tuning, @Nullable Path file) {
    this.console = console;
    this.tuning = tuning;
    this.file = file;
    tuning.kept().forEach(each -> found.put(each.product(), each));
  }

  @Override
  public void tuned(Tuned tuned) {
    measured++;
    Found best = tuned.found();
    double operations =
        2.0
            * tuned.product().batch()
            * tuned.product().m()
            * tuned.product().n()
            * tuned.product().k();
    console
        .out()
        .printf(
            Locale.ROOT,
            LINE,
            tuned.product().extents(),
            tuned.product().transposes(),
            tuned.product().precision(),
            best.nanoseconds() / NANOS_PER_MICRO,
            operations / best.nanoseconds() / NANOS_PER_MICRO,
            best.title(),
            gain(best, tuned.ways().size()));
    console.out().flush();
    found.put(best.product(), best);
    if (file != null) {
      AtomicFiles.write(file, tuning.table(new ArrayList<>(found.values())));
    }
  }

  private static String gain(Found best, int ways) {
    double gain = best.model() / best.nanoseconds();
    return String.format(
        Locale.ROOT,
        "of %d, %s",
        ways,
        gain == 1 ? "as the model" : "%.2f x the model's".formatted(gain));
  }

  @Override
  public void failed(Failure failure) {
    failures++;
    console.err().println("gradus: %s: %s".formatted(failure.what(), failure.message()));
  }

  /** Says what was kept and where. */
  void tellEnd() {
    if (measured == 0) {
      return;
    }
    console
        .out()
        .println(
            file == null
                ? "%d products measured, nothing kept".formatted(measured)
                : "%d products measured, %d in %s".formatted(measured, found.size(), file));
  }

  /** How much could not be measured. */
  int failures() {
    return failures;
  }
}
