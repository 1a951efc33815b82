package org.gradus.cli;

import java.util.List;
import java.util.Locale;
import org.gradus.bench.KernelRow;

/** The times of kernels as a table of a line each, under a line for their family. */
final class KernelTable {
  private static final String HEAD = "  %-26s %-34s %-5s %11s %7s %9s %-7s %6s%n";
  private static final String LINE = "  %-26s %-34s %-5s %11.1f %6.1f%% %9.1f %-7s %5.0f%%%n";
  private static final double NANOS_PER_MICRO = 1000;

  private final Console console;

  KernelTable(Console console) {
    this.console = console;
  }

  /** Prints all rows, which are in the order of their families. */
  void print(List<KernelRow> rows) {
    if (console.terminal()) {
      console.err().printf("\r%40s\r", "");
    }
    console.out().printf(HEAD, "op", "shapes", "type", "median us", "spread", "speed", "", "share");
    String family = "";
    for (KernelRow row : rows) {
      if (!row.family().equals(family)) {
        family = row.family();
        console.out().println(family);
      }
      print(row);
    }
    console
        .out()
        .println("spread: between the quartiles; share: of a copy, matmul: of the fastest");
  }

  private void print(KernelRow row) {
    console
        .out()
        .printf(
            Locale.ROOT,
            LINE,
            row.op(),
            row.shapes(),
            row.dtype(),
            row.times().median() / NANOS_PER_MICRO,
            100 * row.times().spread(),
            row.product() ? row.gigaflops() : row.gigabytesPerSecond(),
            row.product() ? "GFLOP/s" : "GB/s",
            100 * row.share());
  }
}
