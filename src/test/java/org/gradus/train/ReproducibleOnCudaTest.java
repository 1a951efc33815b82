package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on the emulated CUDA device beside the CPU's, and beside themselves. */
final class ReproducibleOnCudaTest {
  private static final int SEEDS = 20;
  private static final double APART = 1e-3;
  private static final double MOST_SECONDS = 60;

  @TempDir private Path folder;

  @BeforeAll
  static void thereIsAnEmulator() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
  }

  @Test
  void lossesFollowTheCpu() throws IOException {
    String data = System.getenv("GRADUS_DATA");
    List<String> from =
        data == null // then on digits that the program draws itself
            ? List.of()
            : List.of("--data=mnist", "--data-dir=" + Path.of(data, "mnist"));
    List<Double> cuda = losses("cuda", from);
    List<Double> cpu = losses("cpu", from);
    System.out.printf("losses of %s: cuda %s, cpu %s%n", from, cuda, cpu);
    assertEquals(2, cuda.size());
    for (int epoch = 0; epoch < cpu.size(); epoch++) {
      assertEquals(cpu.get(epoch), cuda.get(epoch), APART * cpu.get(epoch));
    }
  }

  private List<Double> losses(String device, List<String> data) throws IOException {
    Path run = folder.resolve(device);
    List<String> arguments = new ArrayList<>(List.of("train", "--device=" + device));
    arguments.addAll(List.of("--limit=512", "--epochs=2", "--batch=64", "--out=" + run));
    arguments.addAll(data);
    Outcome outcome = CudaEmulator.gradus(Map.of(), arguments.toArray(String[]::new));
    assertEquals(0, outcome.status(), outcome.toString());
    List<Double> losses = new ArrayList<>();
    double seconds = 0;
    for (String line : Files.readAllLines(run.resolve(RunDirectory.METRICS))) {
      JsonObject epoch = JsonParser.parseString(line).getAsJsonObject();
      losses.add(epoch.get("train_loss").getAsDouble());
      seconds += epoch.get("seconds").getAsDouble();
    }
    assertTrue(seconds < MOST_SECONDS, "%s took %.1f s".formatted(device, seconds));
    return losses;
  }

  @Test
  void noOrderThatIsAllowedAndNoGraphChangesABit() throws IOException {
    Path captured = folder.resolve("captured");
    List<String> arguments = new ArrayList<>(List.of(captured.toString()));
    IntStream.rangeClosed(1, SEEDS).forEach(seed -> arguments.add(String.valueOf(seed)));
    Outcome seeded =
        CudaEmulator.java(Map.of(), SeededTrainings.class, arguments.toArray(String[]::new));
    System.out.print(seeded.out());
    assertEquals(0, seeded.status(), seeded.toString());
    assertEquals(SEEDS, seeded.out().lines().count());
    assertTrue(seeded.out().lines().allMatch(line -> line.endsWith(": the same model")));

    Path single = folder.resolve("single");
    Outcome uncaptured =
        CudaEmulator.java(
            Map.of("GRADUS_CUDA_GRAPHS", "0"), SeededTrainings.class, single.toString());
    assertEquals(0, uncaptured.status(), uncaptured.toString());
    assertArrayEquals(model(captured), model(single));
  }

  private static byte[] model(Path folder) throws IOException {
    return Files.readAllBytes(folder.resolve("plain").resolve(RunDirectory.MODEL));
  }
}
