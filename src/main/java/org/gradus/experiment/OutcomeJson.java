package org.gradus.experiment;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An outcome as {@code outcome.json}. Numbers that are not finite are text: {@code "NaN"}. */
public final class OutcomeJson {
  private static final String NAME = "experiment";

  private OutcomeJson() {}

  /** The text of the file; {@code environment} says where and how the experiment ran. */
  public static String text(
      Experiment experiment, Outcome outcome, Map<String, String> environment) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject();
      json.name(NAME).value(experiment.name());
      json.name("lesson").value(experiment.lesson());
      json.name("question").value(experiment.question());
      json.name("finding").value(outcome.finding());
      json.name("numbers").beginObject();
      for (Map.Entry<String, Double> number : outcome.numbers().entrySet()) {
        number(json.name(number.getKey()), number.getValue());
      }
      json.endObject().name("environment").beginObject();
      for (Map.Entry<String, String> pair : environment.entrySet()) {
        json.name(pair.getKey()).value(pair.getValue());
      }
      json.endObject().endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter has none
    }
    return text.append('\n').toString();
  }

  private static void number(JsonWriter json, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.value(value);
    } else {
      json.value(Double.toString(value));
    }
  }

  /** The name of the experiment that the text is the outcome of; null if it is of none. */
  public static @Nullable String experiment(String text) {
    try {
      JsonElement root = JsonParser.parseString(text);
      JsonElement name = root.isJsonObject() ? root.getAsJsonObject().get(NAME) : null;
      return name != null && name.isJsonPrimitive() ? name.getAsString() : null;
    } catch (JsonParseException e) {
      return null;
    }
  }
}
