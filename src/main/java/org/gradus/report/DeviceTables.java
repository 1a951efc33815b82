package org.gradus.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.gradus.bench.Ceilings;
import org.gradus.bench.DeviceResult;
import org.gradus.bench.KernelRow;
import org.gradus.bench.SuiteResult;
import org.gradus.bench.TrainingRow;

/** The tables of the page about a device, as HTML. */
final class DeviceTables {
  private static final int SLOWEST = 12;
  private static final double MICRO = 1e-3; // of a nanosecond
  private static final double MILLI = 1e-6;
  private static final double MEBIBYTE = 1 << 20;

  private DeviceTables() {}

  /** Returns the page's head figures. */
  static String summary(DeviceResult result) {
    StringBuilder html = new StringBuilder("<dl class=\"figures\">\n");
    figure(html, "copy, GB/s", result.ceilings().copy());
    for (KernelRow peak : ownFirst(result.ceilings().products())) {
      String label = "matmul %s by %s, GFLOP/s".formatted(peak.dtype(), peak.provider());
      ReportTables.figure(html, label, Numbers.short3(peak.gigaflops()));
    }
    figure(html, "median share of a copy, %", medianShare(result.kernels()));
    SuiteResult suite = result.suite();
    if (suite != null) {
      int failed = suite.failures().size();
      String passed = Numbers.grouped(suite.passed());
      String says = failed == 0 ? passed + " passed" : "%d failed".formatted(failed);
      ReportTables.figure(html, "checks", says);
    }
    for (TrainingRow row : result.training()) {
      if (row.job().equals("wide") && row.mode().equals("default")) {
        String rate = Numbers.short3(row.samplesPerSecond());
        ReportTables.figure(html, "wide, samples/s", rate);
      }
    }
    return html.append("</dl>\n").toString();
  }

  private static List<KernelRow> ownFirst(List<KernelRow> rows) {
    Comparator<KernelRow> own = Comparator.comparing(row -> !row.provider().equals(KernelRow.OWN));
    return rows.stream().sorted(own).toList();
  }

  private static void figure(StringBuilder html, String label, OptionalDouble value) {
    if (value.isPresent()) {
      ReportTables.figure(html, label, Numbers.short3(value.getAsDouble()));
    }
  }

  private static OptionalDouble medianShare(List<KernelRow> rows) {
    List<Double> shares =
        rows.stream().filter(row -> !row.product()).map(KernelRow::share).sorted().toList();
    return shares.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(100 * shares.get(shares.size() / 2));
  }

  /** Returns a row for each training. */
  static String training(List<TrainingRow> rows) {
    Table table =
        new Table()
            .text("job")
            .text("precision")
            .text("mode")
            .numbers(
                "batch",
                "parameters",
                "ms a step",
                "spread",
                "samples/s",
                "launches a step",
                "memory, MiB");
    for (TrainingRow row : rows) {
      table.row(
          row.job(),
          row.precision(),
          row.mode(),
          Numbers.grouped(row.batch()),
          Numbers.grouped(row.parameters()),
          Numbers.short3(row.perStep().median() * MILLI),
          Numbers.percent(row.perStep().spread(), 1),
          Numbers.grouped(Math.round(row.samplesPerSecond())),
          Integer.toString(row.launches()),
          Numbers.short3(row.deviceBytes() / MEBIBYTE));
    }
    return table.html();
  }

  /** Returns the ceilings by name. */
  static Map<String, String> ceilings(Ceilings ceilings) {
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("copy", rate(ceilings.copy()));
    pairs.put("read alone", rate(ceilings.read()));
    pairs.put("write alone", rate(ceilings.write()));
    for (KernelRow row : ceilings.products()) {
      String figure = "%s GFLOP/s (%s)".formatted(Numbers.short3(row.gigaflops()), row.shapes());
      pairs.put("matmul %s by %s".formatted(row.dtype(), row.provider()), figure);
    }
    return pairs;
  }

  private static String rate(OptionalDouble rate) {
    return rate.isPresent() ? Numbers.short3(rate.getAsDouble()) + " GB/s" : "not measured";
  }

  /** Returns the kernels with the least share of a copy. */
  static String slowest(DeviceResult result) {
    List<KernelRow> rows =
        result.kernels().stream()
            .filter(row -> !row.product())
            .sorted(Comparator.comparingDouble(KernelRow::share))
            .limit(SLOWEST)
            .toList();
    return table(rows);
  }

  /** Returns a table for each family, closed until it is asked for. */
  static String kernels(DeviceResult result) {
    Map<String, List<KernelRow>> families =
        result.kernels().stream()
            .collect(
                Collectors.groupingBy(
                    KernelRow::family, LinkedHashMap::new, Collectors.toUnmodifiableList()));
    StringBuilder html = new StringBuilder(families.isEmpty() ? "<p>not measured</p>\n" : "");
    families.forEach(
        (family, rows) -> {
          html.append("<details><summary>").append(Html.text(family)).append(" <span>");
          html.append(rows.size()).append("</span></summary>\n");
          html.append("<div class=\"scroll\"><table class=\"rows\">\n").append(table(rows));
          html.append("</table></div></details>\n");
        });
    return html.toString();
  }

  private static String table(List<KernelRow> rows) {
    Table table =
        new Table()
            .text("op")
            .text("operands")
            .text("type")
            .text("by")
            .numbers("us", "spread", "GB/s", "GFLOP/s", "share");
    for (KernelRow row : rows) {
      table.row(
          row.op(),
          row.shapes(),
          row.dtype(),
          row.provider(),
          microseconds(row),
          Numbers.percent(row.times().spread(), 0),
          Numbers.short3(row.gigabytesPerSecond()),
          row.operations() == 0 ? "-" : Numbers.short3(row.gigaflops()),
          Numbers.percent(row.share(), 0));
    }
    return table.html();
  }

  /** Returns the median of a row's times. */
  static String microseconds(KernelRow row) {
    return Numbers.short3(row.times().median() * MICRO);
  }
}
