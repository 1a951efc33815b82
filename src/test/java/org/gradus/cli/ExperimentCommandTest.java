package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gradus.data.DataSplit;
import org.gradus.data.Dataset;
import org.gradus.data.Digits;
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
  void mnistIsReadFromItsFolderAndMissedByName() throws IOException {
    Captured missed = withMnist();
    assertEquals(1, missed.status());
    assertTrue(missed.err().contains("train-images-idx3-ubyte"), missed.err());
    DataSplit digits = Digits.load(1, 96, 32);
    write("train", digits.train());
    write("t10k", digits.test());
    Captured run = withMnist();
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().contains("On 96 images of MNIST"), run.out());
    Captured useless = Captured.run("experiment", "neuron", "--data-dir", folder.toString());
    assertEquals(2, useless.status());
    assertEquals(
        "gradus: --data-dir: the experiment neuron learns no images",
        useless.errLines().getFirst());
  }

  private Captured withMnist() {
    return Captured.run(
        "experiment",
        "gradient-descent",
        "--quick",
        "--device",
        "cpu",
        "--data-dir",
        folder.toString(),
        "--out",
        folder.resolve("out").toString());
  }

  /** Writes a part of MNIST in its own format (IDX). */
  private void write(String part, Dataset data) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + data.size() * data.features());
    images.putInt(0x803).putInt(data.size()).putInt(28).putInt(28);
    ByteBuffer labels = ByteBuffer.allocate(8 + data.size());
    labels.putInt(0x801).putInt(data.size());
    for (int i = 0; i < data.size(); i++) {
      labels.put((byte) data.label(i));
      for (int f = 0; f < data.features(); f++) {
        images.put((byte) (int) data.value(i, f));
      }
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }
}
