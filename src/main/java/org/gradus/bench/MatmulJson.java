package org.gradus.bench;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Matrix products, and what was measured of them, as JSON. */
public final class MatmulJson {
  private static final String SCHEMA = "gradus-matmul-1";

  private MatmulJson() {}

  /** Returns the products alone, for other engines to measure. */
  public static String list(List<MatmulCase> cases) {
    return text(
        json -> {
          json.name("products").beginArray();
          for (MatmulCase each : cases) {
            json.beginObject();
            product(json, each);
            json.endObject();
          }
          json.endArray();
        });
  }

  /**
   * Returns all rows with what is needed to measure them again.
   *
   * @param traffic the bytes that the sets of operands of a product take together at the least
   */
  public static String text(
      Surroundings surroundings, long traffic, List<MatmulRow> rows, List<Failure> failures) {
    return text(
        json -> {
          surroundings.write(json);
          json.name("traffic_bytes").value(traffic);
          json.name("rows").beginArray();
          for (MatmulRow row : rows) {
            write(json, row);
          }
          json.endArray();
          DeviceJson.failures(json.name("failures"), failures);
        });
  }

  private static void write(JsonWriter json, MatmulRow row) throws IOException {
    json.beginObject();
    extents(json, row.product());
    json.name("chosen").value(row.chosen());
    json.name("ratio").value(row.ratio());
    KernelJson.fields(json, row.times());
    json.endObject();
  }

  private static void product(JsonWriter json, MatmulCase one) throws IOException {
    extents(json, one);
    json.name("dtype").value(one.precision().toString());
  }

  private static void extents(JsonWriter json, MatmulCase one) throws IOException {
    json.name("label").value(one.label());
    json.name("batch").value(one.batch());
    json.name("m").value(one.m());
    json.name("n").value(one.n());
    json.name("k").value(one.k());
    json.name("transposes").value(one.transposes());
  }

  private interface Fields {
    void write(JsonWriter json) throws IOException;
  }

  private static String text(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent(" ");
      json.beginObject();
      json.name("schema").value(SCHEMA);
      fields.write(json);
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail to be written to", e);
    }
    return text + "\n";
  }
}
