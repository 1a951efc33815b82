package org.gradus.bench;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.List;

/** Trainings as JSON. */
public final class TrainingJson {
  /** What the rows name as their engine. */
  public static final String ENGINE = "gradus";

  private TrainingJson() {}

  /** Writes an array of rows. */
  static void write(JsonWriter json, List<TrainingRow> rows) throws IOException {
    json.beginArray();
    for (TrainingRow row : rows) {
      json.beginObject();
      json.name("job").value(row.job());
      json.name("engine").value(ENGINE);
      fields(json, row);
      json.name("samples_per_second").value(row.samplesPerSecond());
      json.endObject();
    }
    json.endArray();
  }

  /** Writes what {@code bench peer} tells, too. */
  public static void fields(JsonWriter json, TrainingRow row) throws IOException {
    json.name("precision").value(row.precision());
    json.name("mode").value(row.mode());
    json.name("batch").value(row.batch());
    json.name("parameters").value(row.parameters());
    json.name("steps").value(row.steps());
    json.name("blocks").value(row.perStep().nanoseconds().size());
    KernelJson.microseconds(json, row.perStep());
    json.name("launches_per_step").value(row.launches());
    json.name("device_bytes").value(row.deviceBytes());
    json.name("first_losses").beginArray();
    for (double loss : row.firstLosses()) {
      json.value(loss);
    }
    json.endArray();
  }
}
