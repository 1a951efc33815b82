package org.gradus.cli;

import java.util.Locale;
import java.util.OptionalDouble;
import org.gradus.bench.Ceilings;
import org.gradus.bench.DeviceResult;
import org.gradus.bench.KernelRow;
import org.gradus.bench.Part;
import org.gradus.bench.SuiteResult;
import org.gradus.bench.TrainingRow;

/** What was measured of a device as text, part by part. */
final class DeviceTables {
  private static final String HEAD = "  %-6s %-7s %-7s %6s %11s %9s %7s %13s %9s %11s%n";
  private static final String LINE =
      "  %-6s %-7s %-7s %6d %,11d %9.3f %6.1f%% %,13.0f %9d %7.1f MiB%n";
  private static final double NANOS_PER_MILLI = 1e6;

  private final Console console;

  DeviceTables(Console console) {
    this.console = console;
  }

  /** Prints what there is. */
  void print(DeviceResult result) {
    if (!result.kernels().isEmpty()) {
      new KernelTable(console).print(result.kernels());
    }
    SuiteResult suite = result.suite();
    if (suite != null) {
      int failed = suite.failures().size();
      console.out().printf("checks: %d passed, %d failed%n", suite.passed(), failed);
    }
    print(result.ceilings());
    if (!result.training().isEmpty()) {
      console.out().printf("training on %s%n", result.data());
      print(
          "job",
          "numbers",
          "mode",
          "batch",
          "parameters",
          "ms/step",
          "spread",
          "samples/s",
          "launches",
          "memory");
      result.training().forEach(this::print);
    }
    for (Part part : result.seconds().keySet()) {
      double seconds = result.seconds().getOrDefault(part, 0.0);
      console.out().printf(Locale.ROOT, "%s took %.1f s%n", part, seconds);
    }
    if (!result.failures().isEmpty()) {
      String failures = Words.count(result.failures().size(), "failure");
      console.out().println(failures + ", told above as they came");
    }
  }

  private void print(Ceilings ceilings) {
    print("copy", ceilings.copy());
    print("read", ceilings.read());
    print("write", ceilings.write());
    for (KernelRow row : ceilings.products()) {
      console
          .out()
          .printf(
              Locale.ROOT,
              "fastest matmul, %s by %s: %.1f GFLOP/s (%s)%n",
              row.dtype(),
              row.provider(),
              row.gigaflops(),
              row.shapes());
    }
  }

  private void print(String what, OptionalDouble rate) {
    if (rate.isPresent()) {
      console.out().printf(Locale.ROOT, "fastest %s: %.1f GB/s%n", what, rate.getAsDouble());
    }
  }

  private void print(String... titles) {
    console.out().printf(HEAD, (Object[]) titles);
  }

  private void print(TrainingRow row) {
    console
        .out()
        .printf(
            Locale.ROOT,
            LINE,
            row.job(),
            row.precision(),
            row.mode(),
            row.batch(),
            row.parameters(),
            row.perStep().median() / NANOS_PER_MILLI,
            100 * row.perStep().spread(),
            row.samplesPerSecond(),
            row.launches(),
            row.deviceBytes() / (double) (1 << 20));
  }
}
