package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gradus.pass.Precision;

/** A file of {@code bench device}, which has to be as docs/bench-device.md says. */
record DeviceFile(JsonObject json) {
  private static final List<String> QUANTILES =
      List.of("fastest", "quartile", "median", "upper_quartile", "slowest");

  static DeviceFile read(Path file) throws IOException {
    return new DeviceFile(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
  }

  String text(String field) {
    return json.get(field).getAsString();
  }

  boolean flag(String field) {
    return json.get(field).getAsBoolean();
  }

  List<JsonObject> rows(String field) {
    return json.getAsJsonArray(field).asList().stream().map(JsonElement::getAsJsonObject).toList();
  }

  /** Checks that every field is there, is meant to be there, and makes sense. */
  void check() throws IOException {
    fields(
        json,
        "schema command date device description model driver memory_bytes cache_bytes emulated"
            + " gradus java system quick complete seconds traffic_bytes suite ceilings kernels"
            + " cublas training_data training failures");
    assertEquals("gradus-device-1", text("schema"));
    assertTrue(Instant.parse(text("date")).isBefore(Instant.now()));
    assertTrue(text("command").startsWith("./gradus bench device --device "), text("command"));
    if (!json.get("suite").isJsonNull()) {
      fields(json.getAsJsonObject("suite"), "seed quick passed failed failures");
    }
    ceilings();
    kernels(json.getAsJsonArray("kernels"));
    training();
    rows("failures").forEach(row -> fields(row, "part what message"));
    documented(json, Files.readString(Path.of("docs", "bench-device.md")));
  }

  private static void fields(JsonObject object, String names) {
    assertEquals(new TreeSet<>(List.of(names.split(" "))), new TreeSet<>(object.keySet()));
  }

  private void ceilings() {
    JsonObject ceilings = json.getAsJsonObject("ceilings");
    fields(ceilings, "copy_gb_per_s read_gb_per_s write_gb_per_s matmul rows");
    for (JsonElement row : ceilings.getAsJsonArray("matmul")) {
      fields(row.getAsJsonObject(), "dtype provider gflop_per_s shapes");
      positive(row.getAsJsonObject(), "gflop_per_s");
    }
    kernels(ceilings.getAsJsonArray("rows"));
  }

  private static void kernels(JsonArray rows) {
    Set<String> keys = new HashSet<>();
    for (JsonElement each : rows) {
      JsonObject row = each.getAsJsonObject();
      fields(
          row,
          "family op shapes dtype provider kernels samples microseconds bytes operations gb_per_s"
              + " gflop_per_s share_of share");
      String key = "";
      for (String name : List.of("family", "op", "shapes", "dtype", "provider")) {
        assertNotEquals("", row.get(name).getAsString(), row.toString());
        key += row.get(name).getAsString() + " | ";
      }
      assertTrue(keys.add(key), "two rows have the key " + key);
      quantiles(row);
      positive(row, "samples");
      positive(row, "bytes");
      positive(row, "gb_per_s");
      double median = row.getAsJsonObject("microseconds").get("median").getAsDouble();
      double rate = row.get("operations").getAsDouble() / (1000 * median);
      assertEquals(rate, row.get("gflop_per_s").getAsDouble(), 1e-9 * rate + 1e-12);
    }
  }

  private void training() {
    for (JsonObject row : rows("training")) {
      fields(
          row,
          "job engine precision mode batch parameters steps blocks microseconds launches_per_step"
              + " device_bytes first_losses samples_per_second");
      quantiles(row);
      for (String name : List.of("parameters", "steps", "launches_per_step", "device_bytes")) {
        positive(row, name);
      }
      assertTrue(Precision.words().contains(row.get("precision").getAsString()), row.toString());
      assertEquals(3, row.getAsJsonArray("first_losses").size());
      double median = row.getAsJsonObject("microseconds").get("median").getAsDouble();
      double rate = row.get("batch").getAsDouble() * 1e6 / median;
      assertEquals(rate, row.get("samples_per_second").getAsDouble(), 1e-9 * rate);
    }
  }

  private static void quantiles(JsonObject row) {
    JsonObject times = row.getAsJsonObject("microseconds");
    fields(times, String.join(" ", QUANTILES));
    double last = 0;
    for (String name : QUANTILES) {
      double time = times.get(name).getAsDouble();
      assertTrue(time >= last && time < Double.POSITIVE_INFINITY, name + " of " + row);
      last = time;
    }
  }

  private static void positive(JsonObject row, String field) {
    double value = row.get(field).getAsDouble();
    assertTrue(value > 0 && value < Double.POSITIVE_INFINITY, field + " of " + row);
  }

  /** Every field's name stands in the documentation. */
  private static void documented(JsonElement element, String page) {
    if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(each -> documented(each, page));
    } else if (element.isJsonObject()) {
      element
          .getAsJsonObject()
          .asMap()
          .forEach(
              (name, value) -> {
                assertTrue(page.contains("`" + name + "`"), name + " is not documented");
                documented(value, page);
              });
    }
  }
}
