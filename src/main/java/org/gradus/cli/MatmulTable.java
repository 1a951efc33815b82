package org.gradus.cli;

import java.util.List;
import java.util.Locale;
import org.gradus.bench.Failure;
import org.gradus.bench.MatmulBench;
import org.gradus.bench.MatmulRow;

/** Prints a line for each product and provider as soon as it is measured. */
final class MatmulTable implements MatmulBench.Listener {
  private static final String HEAD = "%-22s %-2s %-5s %-7s %11s %7s %9s %7s  %-26s  %s%n";
  private static final String LINE = "%-22s %-2s %-5s %-7s %11.1f %6.1f%% %9.2f %7s  %-26s  %s%n";
  private static final double NANOS_PER_MICRO = 1000;

  private final Console console;
  private final List<Failure> failures;
  private boolean begun;

  /** A table whose failures go to {@code failures}. */
  MatmulTable(Console console, List<Failure> failures) {
    this.console = console;
    this.failures = failures;
  }

  @Override
  public void measured(List<MatmulRow> rows) {
    if (!begun) {
      begun = true;
      console
          .out()
          .printf(
              HEAD,
              "MxNxK",
              "",
              "type",
              "whose",
              "median us",
              "spread",
              "TFLOP/s",
              "ratio",
              "kernel and tile, in slices",
              "of");
    }
    rows.forEach(this::print);
    console.out().flush();
  }

  private void print(MatmulRow row) {
    console
        .out()
        .printf(
            Locale.ROOT,
            LINE,
            row.product().extents(),
            row.product().transposes(),
            row.product().precision(),
            row.times().provider(),
            row.times().times().median() / NANOS_PER_MICRO,
            100 * row.times().times().spread(),
            row.times().gigaflops() / 1000,
            ratio(row),
            row.kernel(),
            row.product().label());
  }

  private static String ratio(MatmulRow row) {
    return row.ratio() == 0 ? "" : String.format(Locale.ROOT, "%.2f", row.ratio());
  }

  @Override
  public void failed(Failure failure) {
    failures.add(failure);
    console.err().println("gradus: %s: %s".formatted(failure.what(), failure.message()));
  }
}
