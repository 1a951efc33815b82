package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gradus.check.CheckOptions;
import org.gradus.check.CheckRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckCommandTest {
  private static final CheckRow GOOD = row("relu [7]", true, 1e-9, "");
  private static final CheckRow BAD =
      row("relu [33]", false, Double.POSITIVE_INFINITY, "relu [33]: off by 2, seed 3");

  private static CheckRow row(String name, boolean passed, double error, String message) {
    return new CheckRow(name, "relu", "gradient", passed, error, 1e-8, 0.25, message);
  }

  @Test
  void checksOneOpAndCounts(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("check.json");
    Captured check = Captured.run("check", "--op", "relu", "--quick", "--json", file.toString());
    assertEquals(0, check.status(), check.err());
    assertTrue(check.lastLine().matches("[1-9]\\d* passed, 0 failed"), check.lastLine());
    assertTrue(check.out().contains("relu"), check.out());
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertEquals(check.lastLine(), json.get("passed").getAsInt() + " passed, 0 failed");
    assertEquals(json.get("passed").getAsInt(), json.getAsJsonArray("checks").size());
  }

  @Test
  void anUnknownOpIsWrongUsage() {
    Captured check = Captured.run("check", "--op", "rellu");
    assertEquals(2, check.status());
    assertTrue(check.errLines().getFirst().startsWith("gradus: --op: "), check.err());
    assertTrue(check.errLines().getFirst().contains("rellu"), check.err());
  }

  @Test
  void anUnknownDeviceIsWrongUsage() {
    Captured check = Captured.run("check", "--device", "abacus");
    assertEquals(2, check.status());
    assertEquals(
        "gradus: --device must be one of auto, cpu, cuda, opencl; got abacus",
        check.errLines().getFirst());
  }

  @Test
  void aFailureIsToldAtOnceAndCounted() {
    Captured told =
        Captured.of(
            Map.of(),
            console -> {
              CheckTable table = new CheckTable(console);
              table.add(GOOD);
              table.add(BAD);
              table.print();
              console.out().println(table.lastLine());
              return (int) table.failed();
            });
    assertEquals(1, told.status());
    assertEquals("1 passed, 1 failed", told.lastLine());
    assertEquals(
        List.of("gradus: gradient check failed: relu [33]: off by 2, seed 3"), told.errLines());
    assertTrue(told.out().lines().toList().get(1).startsWith("FAILED relu "), told.out());
  }

  @Test
  void jsonHasNoInfinity() {
    String text = CheckJson.text("cpu", new CheckOptions("", true, 3), List.of(GOOD, BAD));
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    assertEquals(1, json.get("failed").getAsInt());
    JsonObject bad = json.getAsJsonArray("checks").get(1).getAsJsonObject();
    assertTrue(bad.get("error").isJsonNull());
    assertEquals("relu [33]: off by 2, seed 3", bad.get("message").getAsString());
  }
}
