package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gradus.experiment.Experiment;
import org.gradus.experiment.Experiments;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExperimentCommandTest {
  @TempDir private Path folder;

  private Captured run(String device, String name) {
    return Captured.run(
        "experiment", name, "--quick", "--device", device, "--out", folder.toString());
  }

  private JsonObject outcome() throws IOException {
    return JsonParser.parseString(Files.readString(folder.resolve("outcome.json")))
        .getAsJsonObject();
  }

  @Test
  void printsItsFindingAndLeavesAReport() throws IOException {
    Captured run = run("cpu", "gradient-descent");
    assertEquals(0, run.status(), run.err());
    JsonObject outcome = outcome();
    String finding = outcome.get("finding").getAsString();
    assertTrue(run.out().contains(finding), run.out());
    assertTrue(run.lastLine().endsWith("report: " + folder.resolve("report.html")), run.out());
    assertEquals("gradient-descent", outcome.get("experiment").getAsString());
    assertEquals(8, outcome.getAsJsonObject("numbers").get("x/step-1").getAsDouble());
    assertEquals("quick", outcome.getAsJsonObject("environment").get("size").getAsString());
    assertTrue(Files.readString(folder.resolve("report.html")).contains("gradient-descent"));
    assertEquals(0, run("cpu", "gradient-descent").status(), "its own report is replaced");
  }

  @Test
  void runsOnOpenClToo() throws IOException {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    Captured run = run("opencl", "gradient-descent");
    assertEquals(0, run.status(), run.err());
    assertEquals(8, outcome().getAsJsonObject("numbers").get("x/step-1").getAsDouble());
  }

  @Test
  void listsAllWithTheirQuestions() {
    Captured list = Captured.run("experiment", "list");
    assertEquals(0, list.status(), list.err());
    for (Experiment experiment : Experiments.all()) {
      assertTrue(list.out().contains(experiment.name()), experiment.name());
      assertTrue(list.out().contains(experiment.question()), experiment.question());
    }
  }

  @Test
  void wrongArgumentsAreNamed() {
    Captured unknown = Captured.run("experiment", "magic");
    assertEquals(2, unknown.status());
    assertTrue(
        unknown.err().startsWith("gradus: unknown experiment 'magic'; there are "), unknown.err());
    assertTrue(unknown.err().contains("gradient-descent"), unknown.err());
    Captured nothing = Captured.run("experiment");
    assertEquals(2, nothing.status());
    assertTrue(nothing.err().contains("list|all|NAME is missing"), nothing.err());
    Captured device = run("abacus", "gradient-descent");
    assertEquals(2, device.status());
    assertTrue(device.err().contains("--device must be one of"), device.err());
  }

  @Test
  void filesOfSomethingElseAreLeftAlone() throws IOException {
    Path report = folder.resolve("report.html");
    Files.writeString(report, "mine");
    Captured run = run("cpu", "gradient-descent");
    assertEquals(1, run.status());
    assertEquals(
        "gradus: %s holds something else than experiment gradient-descent; name another --out"
            .formatted(folder),
        run.errLines().getFirst());
    assertEquals("mine", Files.readString(report));
    assertFalse(Files.exists(folder.resolve("outcome.json")));
    Files.writeString(folder.resolve("outcome.json"), "{\"experiment\": \"dropout\"}");
    assertEquals(1, run("cpu", "gradient-descent").status());
    assertEquals("mine", Files.readString(report));
  }

  @Test
  void mnistIsReadFromItsFolderAndMissedByName() {
    Captured run =
        Captured.run(
            "experiment",
            "gradient-descent",
            "--quick",
            "--device",
            "cpu",
            "--data-dir",
            folder.toString(),
            "--out",
            folder.resolve("out").toString());
    assertEquals(1, run.status());
    assertTrue(run.err().contains("train-images-idx3-ubyte"), run.err());
  }
}
