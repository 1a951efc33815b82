package org.gradus.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** What JMH measured of the host's code, with what is needed to measure it again. */
public final class HostJson {
  private static final String PACKAGE = "org.gradus.";

  private HostJson() {}

  /**
   * Returns the rows of JMH's own JSON in this project's form.
   *
   * @param jmh what JMH writes when it is given {@code -rf json}
   */
  public static String text(Surroundings surroundings, String jmh) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent(" ");
      json.beginObject();
      surroundings.write(json);
      json.name("rows").beginArray();
      for (JsonElement row : JsonParser.parseString(jmh).getAsJsonArray()) {
        write(json, row.getAsJsonObject());
      }
      json.endArray();
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail to be written to", e);
    }
    return text + "\n";
  }

  private static void write(JsonWriter json, JsonObject row) throws IOException {
    String name = row.get("benchmark").getAsString();
    JsonObject metric = row.getAsJsonObject("primaryMetric");
    json.beginObject();
    json.name("benchmark")
        .value(name.startsWith(PACKAGE) ? name.substring(PACKAGE.length()) : name);
    json.name("params").beginObject();
    JsonObject params = row.getAsJsonObject("params");
    if (params != null) {
      for (Map.Entry<String, JsonElement> param : params.entrySet()) {
        json.name(param.getKey()).value(param.getValue().getAsString());
      }
    }
    json.endObject();
    json.name("mode").value(row.get("mode").getAsString());
    json.name("unit").value(metric.get("scoreUnit").getAsString());
    json.name("threads").value(row.get("threads").getAsInt());
    json.name("score").value(metric.get("score").getAsDouble());
    json.name("iterations").beginArray();
    for (JsonElement fork : metric.getAsJsonArray("rawData")) {
      JsonArray iterations = fork.getAsJsonArray();
      for (JsonElement iteration : iterations) {
        json.value(iteration.getAsDouble());
      }
    }
    json.endArray();
    json.endObject();
  }
}
