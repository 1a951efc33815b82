package org.gradus.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.bench.KernelRow;
import org.jspecify.annotations.Nullable;

/** Matrix products of Gradus beside cuBLAS's. */
final class ProductTable {
  private static final String LIBRARY = "cublas";

  private ProductTable() {}

  static String html(List<KernelRow> rows) {
    Map<String, KernelRow> library = new LinkedHashMap<>();
    for (KernelRow row : rows) {
      if (row.provider().equals(LIBRARY)) {
        library.put(key(row), row);
      }
    }
    Table table =
        new Table()
            .text("op")
            .text("operands")
            .text("type")
            .numbers("us", "spread", "GFLOP/s", "of the fastest", "cuBLAS", "Gradus / cuBLAS");
    for (KernelRow row : rows) {
      if (row.product() && !row.provider().equals(LIBRARY)) {
        add(table, row, library.get(key(row)));
      }
    }
    return table.html();
  }

  private static String key(KernelRow row) {
    return "%s %s %s".formatted(row.op(), row.shapes(), row.dtype());
  }

  private static void add(Table table, KernelRow row, @Nullable KernelRow other) {
    table.row(
        row.op(),
        row.shapes(),
        row.dtype(),
        DeviceTables.microseconds(row),
        Numbers.percent(row.times().spread(), 0),
        Numbers.short3(row.gigaflops()),
        Numbers.percent(row.share(), 0),
        other == null ? "-" : Numbers.short3(other.gigaflops()),
        other == null ? "-" : Numbers.fixed(row.gigaflops() / other.gigaflops(), 2));
  }
}
