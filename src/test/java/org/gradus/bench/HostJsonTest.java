package org.gradus.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.gradus.device.DeviceInfo;
import org.junit.jupiter.api.Test;

final class HostJsonTest {
  /** The fields of JMH 1.37 that are read, and some that are not. */
  private static final String JMH =
      """
      [
        {
          "jmhVersion" : "1.37",
          "benchmark" : "org.gradus.jmh.StepBuildBenchmark.plan",
          "mode" : "avgt",
          "threads" : 1,
          "params" : { "job" : "small" },
          "primaryMetric" : {
            "score" : 2.5,
            "scoreError" : "NaN",
            "scoreUnit" : "us/op",
            "rawData" : [ [ 2.0, 3.0 ] ]
          },
          "secondaryMetrics" : { }
        },
        {
          "benchmark" : "org.gradus.jmh.DataBenchmark.shuffle",
          "mode" : "thrpt",
          "threads" : 1,
          "primaryMetric" : {
            "score" : 1.0E7,
            "scoreError" : 1.0,
            "scoreUnit" : "ops/s",
            "rawData" : [ [ 9000000.0 ], [ 1.1E7 ] ]
          }
        }
      ]
      """;

  @Test
  void rowsAreJmhsWithTheirSurroundings() {
    DeviceInfo cpu = new DeviceInfo("cpu", "a processor", 0);
    Surroundings now = Surroundings.now("./gradus bench host", cpu, "0.1.0", false);
    JsonObject json = JsonParser.parseString(HostJson.text(now, JMH)).getAsJsonObject();
    assertEquals("./gradus bench host", json.get("command").getAsString());
    assertEquals("a processor", json.get("description").getAsString());
    JsonArray rows = json.getAsJsonArray("rows");
    assertEquals(
        JsonParser.parseString(
                """
                [
                  {"benchmark": "jmh.StepBuildBenchmark.plan", "params": {"job": "small"},
                   "mode": "avgt", "unit": "us/op", "threads": 1, "score": 2.5,
                   "iterations": [2.0, 3.0]},
                  {"benchmark": "jmh.DataBenchmark.shuffle", "params": {},
                   "mode": "thrpt", "unit": "ops/s", "threads": 1, "score": 1.0E7,
                   "iterations": [9000000.0, 1.1E7]}
                ]
                """)
            .toString(),
        JsonParser.parseString(rows.toString()).toString());
  }
}
