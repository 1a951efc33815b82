package org.gradus.watch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Map;
import java.util.stream.Collectors;

/** How a log's lines are written. Doubles read as the bits they were; NaN is left empty. */
public enum LogFormat {
  /** Numbers between commas under a line of names. */
  CSV(".csv"),
  /** A JSON object a line. */
  JSONL(".jsonl");

  private final String ending;

  LogFormat(String ending) {
    this.ending = ending;
  }

  /** How its files' names end, such as {@code .csv}. */
  public String ending() {
    return ending;
  }

  /** The first line of a file, or nothing. */
  String head(Map<String, Number> line) {
    return this == CSV ? String.join(",", line.keySet()) + "\n" : "";
  }

  /** A line with its end. */
  String write(Map<String, Number> line) {
    return switch (this) {
      case CSV ->
          line.values().stream().map(LogFormat::text).collect(Collectors.joining(",")) + "\n";
      case JSONL -> json(line) + "\n";
    };
  }

  private static String text(Number value) {
    return Double.isFinite(value.doubleValue()) ? value.toString() : "";
  }

  private static JsonObject json(Map<String, Number> line) {
    JsonObject object = new JsonObject();
    line.forEach(
        (name, value) ->
            object.addProperty(name, Double.isFinite(value.doubleValue()) ? value : null));
    return object;
  }

  /** Whether a file's line of that number, from 0, is no entry but names its columns. */
  boolean isHead(int number) {
    return this == CSV && number == 0;
  }

  /**
   * The step an entry is of.
   *
   * @throws NumberFormatException if it is no entry
   */
  long step(String entry) {
    return switch (this) {
      case CSV -> Long.parseLong(entry.substring(0, Math.max(0, entry.indexOf(','))));
      case JSONL -> stepOfJson(entry);
    };
  }

  private static long stepOfJson(String entry) {
    try {
      JsonElement step = JsonParser.parseString(entry).getAsJsonObject().get("step");
      if (step != null) {
        return step.getAsLong();
      }
    } catch (JsonParseException | IllegalStateException e) {
      throw (NumberFormatException) new NumberFormatException(entry).initCause(e);
    }
    throw new NumberFormatException(entry);
  }
}
