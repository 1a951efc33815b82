package org.gradus.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Plots as the page's script reads them. */
final class PlotJson {
  private PlotJson() {}

  /** Returns the plots among {@code exhibits} as JSON that may stand inside a script element. */
  static String of(List<Exhibit> exhibits) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setHtmlSafe(true); // a '<' becomes \u003c
      json.beginArray();
      for (Exhibit exhibit : exhibits) {
        if (exhibit instanceof Plot plot) {
          plot(json, plot);
        }
      }
      json.endArray();
    }
    return text.toString();
  }

  private static void plot(JsonWriter json, Plot plot) throws IOException {
    json.beginObject();
    axis(json.name("x"), plot.x());
    axis(json.name("y"), plot.y());
    json.name("categories").beginArray();
    for (String category : plot.categories()) {
      json.value(category);
    }
    json.endArray().name("series").beginArray();
    for (Series series : plot.series()) {
      json.beginObject().name("label").value(series.label());
      json.name("style").value(series.style().name().toLowerCase(Locale.ROOT));
      numbers(json.name("x"), series.x(), plot.x());
      numbers(json.name("y"), series.y(), plot.y());
      json.endObject();
    }
    json.endArray();
    contours(json.name("contours"), plot.contours());
    json.endObject();
  }

  private static void axis(JsonWriter json, Axis axis) throws IOException {
    json.beginObject().name("title").value(axis.title());
    json.name("log").value(axis.logarithmic());
    json.name("from").value(axis.from()).name("to").value(axis.to()).endObject();
  }

  /** What an axis cannot show is null, a gap. */
  private static void numbers(JsonWriter json, List<Double> values, Axis axis) throws IOException {
    json.beginArray();
    for (double value : values) {
      if (!Double.isFinite(value) || (axis.logarithmic() && value <= 0)) {
        json.nullValue();
      } else {
        json.value(shortened(value));
      }
    }
    json.endArray();
  }

  private static void contours(JsonWriter json, @Nullable Contours contours) throws IOException {
    json.beginArray();
    if (contours != null) {
      for (List<double[]> line : contours.lines()) {
        json.beginArray();
        for (double[] piece : line) {
          for (double end : piece) {
            json.value(shortened(end));
          }
        }
        json.endArray();
      }
    }
    json.endArray();
  }

  /** As a float prints: more digits than a pixel can show, in half the room. */
  private static Number shortened(double value) {
    float rounded = (float) value;
    boolean fits = Float.isFinite(rounded) && (rounded != 0 || value == 0);
    return fits ? (Number) rounded : (Number) value;
  }
}
