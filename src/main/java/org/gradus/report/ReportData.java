package org.gradus.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The numbers of a run as the page's script reads them: one array for each curve. */
final class ReportData {
  private ReportData() {}

  /** Returns JSON that may stand inside a script element. */
  static String json(RunReport report) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setHtmlSafe(true); // a '<' becomes \u003c
      json.beginObject();
      curve(json, report, "epoch", epoch -> (double) epoch.epoch());
      curve(json, report, "trainLoss", RunEpoch::trainLoss);
      curve(json, report, "trainAccuracy", RunEpoch::trainAccuracy);
      curve(json, report, "validationLoss", RunEpoch::validationLoss);
      curve(json, report, "validationAccuracy", RunEpoch::validationAccuracy);
      curve(json, report, "testLoss", RunEpoch::testLoss);
      curve(json, report, "testAccuracy", RunEpoch::testAccuracy);
      json.endObject();
    }
    return text.toString();
  }

  private static void curve(
      JsonWriter json, RunReport report, String name, Function<RunEpoch, @Nullable Double> value)
      throws IOException {
    json.name(name).beginArray();
    for (RunEpoch epoch : report.epochs()) {
      Double number = value.apply(epoch);
      if (number == null || !Double.isFinite(number)) {
        json.nullValue(); // a gap in the curve
      } else {
        json.value(number);
      }
    }
    json.endArray();
  }
}
