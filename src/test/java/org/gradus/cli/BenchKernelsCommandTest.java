package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchKernelsCommandTest {
  @Test
  void jsonHoldsWhatIsNeededToMeasureAgain(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("kernels.json");
    Captured bench = quick("--op", "softmax", "--json", file.toString());
    assertEquals(0, bench.status(), bench.err());
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertEquals("cpu", json.get("device").getAsString());
    assertTrue(json.get("description").getAsString().contains("thread"));
    assertEquals(Version.gradus(), json.get("gradus").getAsString());
    assertEquals(Runtime.version().toString(), json.get("java").getAsString());
    assertTrue(json.get("quick").getAsBoolean());
    assertFalse(json.get("emulated").getAsBoolean());
    assertEquals(
        "./gradus bench kernels --device cpu --quick --op softmax --json " + file,
        json.get("command").getAsString());
    assertTrue(Instant.parse(json.get("date").getAsString()).isBefore(Instant.now()));
    assertTrue(json.getAsJsonArray("rows").size() >= 2);
    for (JsonElement row : json.getAsJsonArray("rows")) {
      checkRow(row.getAsJsonObject());
    }
  }

  private static void checkRow(JsonObject row) {
    assertEquals("softmax", row.get("op").getAsString());
    assertEquals("gradus", row.get("provider").getAsString());
    assertEquals("copy", row.get("share_of").getAsString());
    String dtype = row.get("dtype").getAsString();
    assertEquals("softmax_" + dtype, row.getAsJsonArray("kernels").get(0).getAsString());
    JsonObject times = row.getAsJsonObject("microseconds");
    double last = 0;
    for (String name : List.of("fastest", "quartile", "median", "upper_quartile", "slowest")) {
      double time = times.get(name).getAsDouble();
      assertTrue(time >= last, name + " of " + times);
      last = time;
    }
    assertTrue(row.get("samples").getAsInt() >= 2);
    assertTrue(row.get("share").getAsDouble() > 0);
    double rate = row.get("bytes").getAsDouble() / (1000 * times.get("median").getAsDouble());
    assertEquals(rate, row.get("gb_per_s").getAsDouble(), 1e-9 * rate);
  }

  @Test
  void productsAreSetAgainstTheFastestOfTheirType(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("products.json");
    Captured bench = quick("--op", "matmul", "--json", file.toString());
    assertEquals(0, bench.status(), bench.err());
    assertTrue(bench.out().lines().allMatch(row -> row.length() <= 120), bench.out());
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    Map<String, Double> fastest = new TreeMap<>();
    for (JsonElement row : json.getAsJsonArray("rows")) {
      fastest.merge(dtype(row), speed(row), Math::max);
    }
    assertEquals(Set.of("f32", "bf16"), fastest.keySet());
    for (JsonElement row : json.getAsJsonArray("rows")) {
      double share = row.getAsJsonObject().get("share").getAsDouble();
      double best = fastest.getOrDefault(dtype(row), 0.0);
      assertEquals(speed(row) / best, share, 1e-9, row.toString());
    }
  }

  private static String dtype(JsonElement row) {
    return row.getAsJsonObject().get("dtype").getAsString();
  }

  private static double speed(JsonElement row) {
    return row.getAsJsonObject().get("gflop_per_s").getAsDouble();
  }

  @Test
  void whatCannotBeDoneIsSaidBeforeAnythingIsMeasured(@TempDir Path folder) {
    Captured unknown = quick("--op", "sofmax");
    assertEquals(2, unknown.status());
    assertTrue(
        unknown
            .errLines()
            .getFirst()
            .startsWith("gradus: --op: unknown op 'sofmax'; did you mean softmax, "),
        unknown.err());
    Path missing = folder.resolve("none/kernels.json");
    Captured unwritable = quick("--json", missing.toString());
    assertEquals(1, unwritable.status());
    assertTrue(unwritable.errLines().getFirst().contains(missing.toString()), unwritable.err());
    assertEquals("", unwritable.out());
    Captured device = Captured.run("bench", "kernels", "--device", "abacus");
    assertEquals(2, device.status());
    assertTrue(
        device.errLines().getFirst().startsWith("gradus: --device must be one of "), device.err());
  }

  private static Captured quick(String... more) {
    String[] arguments = new String[more.length + 5];
    List<String> first = List.of("bench", "kernels", "--device", "cpu", "--quick");
    System.arraycopy(first.toArray(), 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return Captured.run(arguments);
  }
}
