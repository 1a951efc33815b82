package org.gradus.cli;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.gradus.bench.BenchOptions;
import org.gradus.bench.KernelRow;
import org.gradus.device.DeviceInfo;

/**
 * The times of kernels as JSON, with what is needed to measure them again.
 *
 * @param device which device was measured; its description names its driver
 * @param traffic the bytes that each memory-bound case moves
 * @param command what was typed
 */
record KernelJson(DeviceInfo device, BenchOptions options, long traffic, String command) {
  /** Returns all rows with their surroundings. */
  String text(List<KernelRow> rows) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent(" ");
      json.beginObject();
      json.name("command").value(command);
      json.name("date").value(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      json.name("device").value(device.id());
      json.name("description").value(device.description());
      json.name("gradus").value(Version.gradus());
      json.name("java").value(Runtime.version().toString());
      json.name("system")
          .value(System.getProperty("os.name") + " " + System.getProperty("os.version"));
      json.name("quick").value(options.quick());
      json.name("traffic_bytes").value(traffic);
      json.name("rows").beginArray();
      for (KernelRow row : rows) {
        write(json, row);
      }
      json.endArray().endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail to be written to", e);
    }
    return text + "\n";
  }

  private static void write(JsonWriter json, KernelRow row) throws IOException {
    json.beginObject();
    json.name("family").value(row.family());
    json.name("op").value(row.op());
    json.name("shapes").value(row.shapes());
    json.name("dtype").value(row.dtype().toString());
    json.name("kernels").beginArray();
    for (String kernel : row.kernels()) {
      json.value(kernel);
    }
    json.endArray();
    json.name("samples").value(row.times().size());
    json.name("microseconds").beginObject();
    json.name("fastest").value(row.quantile(0) * 1e-3);
    json.name("quartile").value(row.quantile(0.25) * 1e-3);
    json.name("median").value(row.median() * 1e-3);
    json.name("upper_quartile").value(row.quantile(0.75) * 1e-3);
    json.name("slowest").value(row.quantile(1) * 1e-3);
    json.endObject();
    json.name("bytes").value(row.bytes());
    json.name("operations").value(row.operations());
    json.name("gb_per_s").value(row.gigabytesPerSecond());
    json.name("gflop_per_s").value(row.gigaflops());
    json.name("share_of").value(row.isProduct() ? "fastest matmul" : "copy");
    json.name("share").value(row.share());
    json.endObject();
  }
}
