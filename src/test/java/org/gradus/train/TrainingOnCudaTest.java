package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Steps on an emulated device: fed or not, some in one graph, one in each, or kernel by kernel. */
class TrainingOnCudaTest {
  /** An epoch has 62 steps of 48 launches: six graphs of 10 steps, and two steps more. */
  private static final List<String> TRAININGS =
      List.of("FED:1", "FED:40", "RESIDENT:1", "RESIDENT:40", "AUTOMATIC:0");

  @BeforeAll
  static void thereIsAnEmulator() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
  }

  @Test
  void whatIsLearntDependsOnNoneOfIt() {
    Set<String> captured = learnt(Map.of(), TRAININGS);
    assertEquals(1, captured.size(), captured.toString());
    List<String> longest = List.of("FED:40", "RESIDENT:40");
    assertEquals(captured, learnt(Map.of("GRADUS_CUDA_GRAPHS", "0"), longest));
    for (int seed = 1; seed <= 2; seed++) { // in any order, and copies as late as may be
      Map<String, String> late = Map.of("GRADUS_EMULATOR_SEED", String.valueOf(seed));
      assertEquals(captured, learnt(late, longest), "seed " + seed);
    }
  }

  @Test
  void theDeviceHoldsDataThatTakesAQuarterOfItsMemory() {
    String held =
        "cuda:0 data: the device holds small and gathers batches there"
            + " (31,968 bytes, and it should hold at most ";
    Outcome run = train(Map.of("GRADUS_DEBUG", "1"), "AUTOMATIC:0");
    assertTrue(run.err().contains(held + "2,147,483,648)"), run.toString());
  }

  @Test
  void aGraphOfManyStepsThatCannotBeMadeIsAnErrorThatSaysSo() {
    Outcome run =
        train(
            Map.of("GRADUS_EMULATOR_FAULTS", "cuGraphInstantiateWithFlags#2=OUT_OF_MEMORY"),
            "RESIDENT:40");
    String message = "RESIDENT:40 failed: CUDA: cuGraphInstantiate of \\d+ times \\d+ launches, .*";
    assertTrue(run.out().lines().findFirst().orElse("").matches(message), run.toString());
  }

  private static Set<String> learnt(Map<String, String> environment, List<String> trainings) {
    Outcome run = train(environment, trainings.toArray(String[]::new));
    List<String> lines = run.out().lines().toList();
    assertEquals(trainings.size(), lines.size(), run.toString());
    return lines.stream()
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .collect(Collectors.toSet());
  }

  private static Outcome train(Map<String, String> environment, String... trainings) {
    Outcome run = CudaEmulator.java(environment, TrainingsOnCuda.class, trainings);
    assertEquals(0, run.status(), run.toString());
    return run;
  }
}
