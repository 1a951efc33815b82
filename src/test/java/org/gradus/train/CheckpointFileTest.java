package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gradus.data.Scaling;
import org.gradus.device.HostTensor;
import org.gradus.io.DataException;
import org.gradus.op.Shape;
import org.gradus.train.Checkpoint.Inputs;
import org.gradus.train.Checkpoint.Position;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointFileTest {
  private static final Evaluation TEST = new Evaluation(1.0 / 3, 0.1 + 0.2, 10);
  private static final Epoch EPOCH = new Epoch(1, Math.PI, 0.5, null, TEST, 1e-3, 12345.678);

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void write() {
    file = folder.resolve(RunDirectory.CHECKPOINT);
    CheckpointFile.write(file, checkpoint());
  }

  @Test
  void readingGivesWhatWasWritten() {
    Checkpoint read = Checkpoint.read(folder);
    Checkpoint written = checkpoint();
    assertEquals(List.of("0.weight", "0.bias"), List.copyOf(read.model().tensors().keySet()));
    assertArrayEquals(
        new float[] {1, -0f, Float.MIN_VALUE},
        read.model().tensors().getOrDefault("0.weight", scalar(0)).floats());
    assertArrayEquals(
        new float[] {4}, read.trained().tensors().getOrDefault("0.bias", scalar(0)).floats());
    assertArrayEquals(
        new float[] {3}, read.judged().tensors().getOrDefault("0.bias", scalar(0)).floats());
    assertEquals(Set.of("step"), read.slots().keySet());
    assertEquals(7, read.step());
    assertEquals(written.position(), read.position());
    assertEquals(written.epochs(), read.epochs());
    assertEquals("it was enough", read.stopReason());
    assertEquals(written.inputs(), read.inputs());
    assertEquals(-5, read.seed());
    assertEquals(Map.of("batch", "64"), read.facts());
    assertEquals(Map.of("--model", "mlp", "--data", "a=b\n\"ü\""), read.configuration());
  }

  @Test
  void everyFlippedBitOfTheDataIsNoticed() throws IOException {
    byte[] good = Files.readAllBytes(file);
    for (int back = 1; back <= 24; back++) {
      byte[] bad = good.clone();
      bad[bad.length - back] ^= 1;
      Files.write(file, bad);
      Exception e = assertThrows(DataException.class, () -> Checkpoint.read(folder));
      assertTrue(
          String.valueOf(e.getMessage())
              .matches("\\Q" + file + "\\E is damaged: its checksum is \\w{8}, it says \\w{8}"),
          e.getMessage());
    }
  }

  @Test
  void everyCutIsNoticed() throws IOException {
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length += 7) {
      Files.write(file, Arrays.copyOf(good, length));
      Exception e = assertThrows(DataException.class, () -> Checkpoint.read(folder));
      assertTrue(String.valueOf(e.getMessage()).contains(file.toString()), e.getMessage());
    }
  }

  @Test
  void aModelFileIsNoCheckpoint() {
    new TensorFile(Map.of("0.weight", scalar(1)), Map.of("format", "pt")).write(file);
    refused(
        " is not a checkpoint of this version of Gradus: its format is 'pt', not 'gradus"
            + " checkpoint 1'");
  }

  @Test
  void whatIsMissingIsNamed() {
    Map<String, String> metadata = new LinkedHashMap<>(TensorFile.read(file).metadata());
    metadata.remove("checksum");
    new TensorFile(Map.of(), metadata).write(file);
    refused(": metadata 'checksum' is missing");
    metadata.put("checksum", Checksum.of(Map.of(), metadata));
    new TensorFile(Map.of(), metadata).write(file);
    refused(": the scaling is missing");
  }

  private void refused(String message) {
    Exception e = assertThrows(DataException.class, () -> Checkpoint.read(folder));
    assertEquals(file + message, e.getMessage());
  }

  private static Checkpoint checkpoint() {
    Map<String, HostTensor> model = new LinkedHashMap<>();
    model.put("0.weight", HostTensor.of(Shape.of(1, 3), 1, -0f, Float.MIN_VALUE));
    model.put("0.bias", HostTensor.of(Shape.of(1), 5f));
    Map<String, String> configuration = new LinkedHashMap<>();
    configuration.put("--model", "mlp");
    configuration.put("--data", "a=b\n\"ü\"");
    return new Checkpoint(
        new ModelState(model),
        new ModelState(Map.of("0.bias", HostTensor.of(Shape.of(1), 3f))),
        new ModelState(Map.of("0.bias", HostTensor.of(Shape.of(1), 4f))),
        Map.of("step", HostTensor.of(Shape.SCALAR, 7)),
        new Position(3, 1.0 / 7, 55, 0.25),
        List.of(EPOCH),
        "it was enough",
        new Inputs(
            Shape.of(2, 3),
            Scaling.of(Scaling.Kind.UNIT, new float[] {0}, new float[] {1f / 255}),
            List.of("cat", "dog")),
        -5,
        Map.of("batch", "64"),
        configuration);
  }

  private static HostTensor scalar(float value) {
    return HostTensor.of(Shape.SCALAR, value);
  }
}
