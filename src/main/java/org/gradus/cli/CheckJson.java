package org.gradus.cli;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.gradus.check.CheckOptions;
import org.gradus.check.CheckRow;
import org.gradus.io.AtomicFiles;

/** The results of checks as a JSON file. */
final class CheckJson {
  private CheckJson() {}

  /**
   * Writes all results.
   *
   * @throws org.gradus.io.DataException if the file cannot be written
   */
  static void write(Path file, String device, CheckOptions options, List<CheckRow> rows) {
    AtomicFiles.write(file, text(device, options, rows));
  }

  /** Returns the results as JSON; a number that is not finite is null. */
  static String text(String device, CheckOptions options, List<CheckRow> rows) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent(" ");
      json.beginObject();
      json.name("device").value(device);
      json.name("seed").value(options.seed());
      json.name("quick").value(options.quick());
      json.name("passed").value(rows.stream().filter(CheckRow::passed).count());
      json.name("failed").value(rows.stream().filter(row -> !row.passed()).count());
      json.name("checks").beginArray();
      for (CheckRow row : rows) {
        write(json, row);
      }
      json.endArray().endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail to be written to", e);
    }
    return text + "\n";
  }

  private static void write(JsonWriter json, CheckRow row) throws IOException {
    json.beginObject();
    json.name("op").value(row.op());
    json.name("case").value(row.caseName());
    json.name("check").value(row.check());
    json.name("passed").value(row.passed());
    number(json.name("error"), row.error());
    number(json.name("bound"), row.bound());
    number(json.name("seconds"), row.seconds());
    json.name("message").value(row.message());
    json.endObject();
  }

  private static void number(JsonWriter json, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.value(value);
    } else {
      json.nullValue();
    }
  }
}
