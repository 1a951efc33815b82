package org.gradus.bench;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** The times of kernels as JSON. */
public final class KernelJson {
  private static final double MICRO = 1e-3; // of a nanosecond

  private KernelJson() {}

  /**
   * Returns all rows with what is needed to measure them again.
   *
   * @param traffic the bytes that each memory-bound case moves
   */
  public static String text(Surroundings surroundings, long traffic, List<KernelRow> rows) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent(" ");
      json.beginObject();
      surroundings.write(json);
      json.name("traffic_bytes").value(traffic);
      write(json.name("rows"), rows);
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail to be written to", e);
    }
    return text + "\n";
  }

  /** Writes an array of rows. */
  static void write(JsonWriter json, List<KernelRow> rows) throws IOException {
    json.beginArray();
    for (KernelRow row : rows) {
      write(json, row);
    }
    json.endArray();
  }

  private static void write(JsonWriter json, KernelRow row) throws IOException {
    json.beginObject();
    fields(json, row);
    json.endObject();
  }

  /** Writes the fields of a row. */
  static void fields(JsonWriter json, KernelRow row) throws IOException {
    json.name("family").value(row.family());
    json.name("op").value(row.op());
    json.name("shapes").value(row.shapes());
    json.name("dtype").value(row.dtype());
    json.name("provider").value(row.provider());
    json.name("kernels").beginArray();
    for (String kernel : row.kernels()) {
      json.value(kernel);
    }
    json.endArray();
    json.name("samples").value(row.times().nanoseconds().size());
    microseconds(json, row.times());
    json.name("bytes").value(row.bytes());
    json.name("operations").value(row.operations());
    json.name("gb_per_s").value(row.gigabytesPerSecond());
    json.name("gflop_per_s").value(row.gigaflops());
    json.name("share_of").value(row.product() ? "fastest matmul" : "copy");
    json.name("share").value(row.share());
  }

  /** Writes the field {@code microseconds}: an object of five quantiles. */
  static void microseconds(JsonWriter json, Times times) throws IOException {
    json.name("microseconds").beginObject();
    json.name("fastest").value(times.quantile(0) * MICRO);
    json.name("quartile").value(times.quantile(0.25) * MICRO);
    json.name("median").value(times.median() * MICRO);
    json.name("upper_quartile").value(times.quantile(0.75) * MICRO);
    json.name("slowest").value(times.quantile(1) * MICRO);
    json.endObject();
  }
}
