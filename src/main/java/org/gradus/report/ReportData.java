package org.gradus.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.function.Function;
import org.gradus.train.Epoch;
import org.gradus.train.Evaluation;
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
      curve(json, report, "trainLoss", Epoch::trainLoss);
      curve(json, report, "trainAccuracy", Epoch::trainAccuracy);
      curve(json, report, "validationLoss", epoch -> loss(epoch.validation()));
      curve(json, report, "validationAccuracy", epoch -> accuracy(epoch.validation()));
      curve(json, report, "testLoss", epoch -> loss(epoch.test()));
      curve(json, report, "testAccuracy", epoch -> accuracy(epoch.test()));
      json.endObject();
    }
    return text.toString();
  }

  private static void curve(
      JsonWriter json, RunReport report, String name, Function<Epoch, @Nullable Double> value)
      throws IOException {
    json.name(name).beginArray();
    for (Epoch epoch : report.epochs()) {
      Double number = value.apply(epoch);
      if (number == null || !Double.isFinite(number)) {
        json.nullValue(); // a gap in the curve
      } else {
        json.value(number);
      }
    }
    json.endArray();
  }

  /** Returns the loss, or null where nothing was judged. */
  static @Nullable Double loss(@Nullable Evaluation evaluation) {
    return evaluation == null ? null : (Double) evaluation.loss();
  }

  /** Returns the accuracy, or null where nothing was judged. */
  static @Nullable Double accuracy(@Nullable Evaluation evaluation) {
    return evaluation == null ? null : (Double) evaluation.accuracy();
  }
}
