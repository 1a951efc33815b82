package org.gradus.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.bench.Ceilings;
import org.gradus.bench.DeviceResult;
import org.gradus.bench.KernelRow;

/** The figures of kernels as the page's script reads them. */
final class DeviceData {
  private static final double MICRO = 1e-3; // of a nanosecond

  private DeviceData() {}

  /** Returns JSON that may stand inside a script element. */
  static String json(DeviceResult result) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setHtmlSafe(true); // a '<' becomes \u003c
      json.beginObject();
      json.name("copy");
      if (result.ceilings().copy().isPresent()) {
        json.value(result.ceilings().copy().getAsDouble());
      } else {
        json.nullValue();
      }
      json.name("peaks").beginArray();
      for (KernelRow peak : peaks(result.ceilings())) {
        json.beginObject();
        json.name("dtype").value(peak.dtype());
        json.name("provider").value(peak.provider());
        json.name("gflops").value(peak.gigaflops());
        json.endObject();
      }
      json.endArray();
      json.name("rows").beginArray();
      for (KernelRow row : result.kernels()) {
        write(json, row);
      }
      json.endArray().endObject();
    }
    return text.toString();
  }

  /** The fastest product of each element type, whoever provides it, the fastest of all first. */
  static List<KernelRow> peaks(Ceilings ceilings) {
    Comparator<KernelRow> speed = Comparator.comparingDouble(KernelRow::gigaflops);
    Map<String, KernelRow> best = new LinkedHashMap<>();
    for (KernelRow row : ceilings.products()) {
      best.merge(row.dtype(), row, (a, b) -> speed.compare(a, b) < 0 ? b : a);
    }
    return best.values().stream().sorted(speed.reversed()).toList();
  }

  private static void write(JsonWriter json, KernelRow row) throws IOException {
    json.beginObject();
    json.name("title").value(row.title());
    json.name("family").value(row.family());
    json.name("kind").value(kind(row));
    json.name("dtype").value(row.dtype());
    json.name("provider").value(row.provider());
    json.name("intensity").value(row.intensity());
    json.name("gflops").value(row.gigaflops());
    json.name("gbs").value(row.gigabytesPerSecond());
    json.name("us").value(row.times().median() * MICRO);
    json.endObject();
  }

  private static String kind(KernelRow row) {
    if (row.product()) {
      return "matrix products";
    }
    return switch (row.family()) {
      case "reduce", "softmax", "norm" -> "rows and columns";
      case "update" -> "optimizers";
      case "copy", "index" -> "moves and indices";
      default -> "elementwise";
    };
  }
}
