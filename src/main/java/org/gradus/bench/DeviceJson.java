package org.gradus.bench;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.gradus.check.CheckRow;
import org.jspecify.annotations.Nullable;

/** What was measured of a device as JSON, as {@code docs/bench-device.md} describes it. */
public final class DeviceJson {
  private static final String SCHEMA = "gradus-device-1";

  private DeviceJson() {}

  /** Returns everything; what was not measured is null. */
  public static String text(DeviceResult result) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent(" ");
      json.beginObject();
      json.name("schema").value(SCHEMA);
      result.surroundings().write(json);
      json.name("complete").value(result.complete());
      json.name("seconds").beginObject();
      for (Map.Entry<Part, Double> part : result.seconds().entrySet()) {
        json.name(part.getKey().toString()).value(part.getValue());
      }
      json.endObject();
      json.name("cublas").value(result.cublas());
      json.name("traffic_bytes").value(result.traffic());
      suite(json.name("suite"), result.suite());
      ceilings(json.name("ceilings"), result);
      KernelJson.write(json.name("kernels"), result.kernels());
      json.name("training_data").value(result.data());
      TrainingJson.write(json.name("training"), result.training());
      failures(json.name("failures"), result.failures());
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail to be written to", e);
    }
    return text + "\n";
  }

  private static void suite(JsonWriter json, @Nullable SuiteResult suite) throws IOException {
    if (suite == null) {
      json.nullValue();
      return;
    }
    json.beginObject();
    json.name("seed").value(suite.seed());
    json.name("quick").value(suite.quick());
    json.name("passed").value(suite.passed());
    json.name("failed").value(suite.failures().size());
    json.name("failures").beginArray();
    for (CheckRow row : suite.failures()) {
      json.beginObject();
      json.name("op").value(row.op());
      json.name("case").value(row.caseName());
      json.name("check").value(row.check());
      json.name("message").value(row.message());
      json.endObject();
    }
    json.endArray().endObject();
  }

  private static void ceilings(JsonWriter json, DeviceResult result) throws IOException {
    Ceilings ceilings = result.ceilings();
    json.beginObject();
    number(json.name("copy_gb_per_s"), ceilings.copy());
    number(json.name("read_gb_per_s"), ceilings.read());
    number(json.name("write_gb_per_s"), ceilings.write());
    json.name("matmul").beginArray();
    for (KernelRow row : ceilings.products()) {
      json.beginObject();
      json.name("dtype").value(row.dtype());
      json.name("provider").value(row.provider());
      json.name("gflop_per_s").value(row.gigaflops());
      json.name("shapes").value(row.shapes());
      json.endObject();
    }
    json.endArray();
    KernelJson.write(json.name("rows"), result.ceilingRows());
    json.endObject();
  }

  private static void number(JsonWriter json, OptionalDouble value) throws IOException {
    if (value.isPresent()) {
      json.value(value.getAsDouble());
    } else {
      json.nullValue();
    }
  }

  /** Writes an array of failures. */
  static void failures(JsonWriter json, List<Failure> failures) throws IOException {
    json.beginArray();
    for (Failure failure : failures) {
      json.beginObject();
      json.name("part").value(failure.part());
      json.name("what").value(failure.what());
      json.name("message").value(failure.message());
      json.endObject();
    }
    json.endArray();
  }
}
