package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings on the emulated CUDA device whose products cuBLAS computes: the emulator's stand-in.
 */
final class CublasTrainingTest {
  private static final double APART = 1e-3;

  @TempDir private Path folder;

  @BeforeAll
  static void thereIsAnEmulator() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
  }

  @Test
  void graphsAndOrdersChangeNoBit() {
    Set<String> captured = learnt(Map.of(), "FED:1:CUBLAS", "RESIDENT:40:CUBLAS");
    assertEquals(1, captured.size(), captured.toString());
    assertEquals(captured, learnt(Map.of("GRADUS_CUDA_GRAPHS", "0"), "RESIDENT:40:CUBLAS"));
    for (int seed = 1; seed <= 2; seed++) {
      Map<String, String> late = Map.of("GRADUS_EMULATOR_SEED", String.valueOf(seed));
      assertEquals(captured, learnt(late, "FED:40:CUBLAS"), "seed " + seed);
    }
  }

  private static Set<String> learnt(Map<String, String> environment, String... trainings) {
    Outcome run = CudaEmulator.java(environment, TrainingsOnCuda.class, trainings);
    assertEquals(0, run.status(), run.toString());
    assertEquals(trainings.length, run.out().lines().count(), run.toString());
    assertTrue(!run.out().contains("failed"), run.toString());
    return run.out()
        .lines()
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .collect(Collectors.toSet());
  }

  @Test
  void lossesFollowThoseOfOwnKernels() throws IOException {
    Path launched = folder.resolve("launched");
    Map<String, String> note = Map.of("GRADUS_EMULATOR_LAUNCHED", launched.toString());
    List<Double> cublas = losses("cublas", note);
    assertTrue(Files.readAllLines(launched).contains("library: cublasGemmEx"));
    assertEquals(List.of(), kernels(launched, "matmul_f32"), "products by kernels");
    List<Double> own = losses("own", Map.of());
    System.out.printf("losses by cublas %s, by own kernels %s%n", cublas, own);
    assertEquals(2, own.size());
    assertNotEquals(own, cublas, "other sums are rounded otherwise");
    for (int epoch = 0; epoch < own.size(); epoch++) {
      assertEquals(own.get(epoch), cublas.get(epoch), APART * own.get(epoch));
    }
  }

  private static List<String> kernels(Path launched, String prefix) throws IOException {
    return Files.readAllLines(launched).stream().filter(line -> line.contains(prefix)).toList();
  }

  private List<Double> losses(String gemm, Map<String, String> environment) throws IOException {
    Path run = folder.resolve(gemm);
    train(environment, "--gemm=" + gemm, "--out=" + run);
    List<Double> losses = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve(RunDirectory.METRICS))) {
      losses.add(JsonParser.parseString(line).getAsJsonObject().get("train_loss").getAsDouble());
    }
    return losses;
  }

  private static Outcome train(Map<String, String> environment, String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", "--device=cuda", "--batch=64"));
    arguments.addAll(List.of("--limit=512", "--epochs=2", "--norm=batch", "--dropout=0.2"));
    String data = System.getenv("GRADUS_DATA");
    if (data != null) { // else digits that the program draws itself
      arguments.addAll(List.of("--data=mnist", "--data-dir=" + Path.of(data, "mnist")));
    }
    arguments.addAll(List.of(options));
    Outcome run = CudaEmulator.gradus(environment, arguments.toArray(String[]::new));
    assertEquals(0, run.status(), run.toString());
    return run;
  }

  /** The choice is for the device: a run goes on elsewhere without it. */
  @Test
  void aRunRemembersItsChoiceForItsDevice() throws IOException {
    String run = folder.resolve("run").toString();
    Outcome begun = train(Map.of(), "--gemm=cublas", "--out=" + run);
    assertTrue(begun.out().contains(", products by cuBLAS 13.0.0\n"), begun.toString());
    Path launched = folder.resolve("launched");
    Map<String, String> note = Map.of("GRADUS_EMULATOR_LAUNCHED", launched.toString());
    gradus(note, "train", "--epochs=3", "--resume=" + run);
    assertTrue(Files.readAllLines(launched).contains("library: cublasGemmEx"));
    gradus(Map.of(), "train", "--epochs=4", "--device=cpu", "--resume=" + run);
    gradus(Map.of(), "train", "--epochs=5", "--device=cuda", "--gemm=own", "--resume=" + run);
    String own = gradus(Map.of(), "eval", "--device=cuda", "--checkpoint=" + run).out();
    String judged =
        gradus(Map.of(), "eval", "--device=cuda", "--gemm=cublas", "--checkpoint=" + run).out();
    assertEquals(own, judged, "to four digits");
  }

  private static Outcome gradus(Map<String, String> environment, String... arguments) {
    Outcome outcome = CudaEmulator.gradus(environment, arguments);
    assertEquals(0, outcome.status(), outcome.toString());
    return outcome;
  }
}
