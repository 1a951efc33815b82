package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gradus.testing.CudaDevice;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.Test;

/**
 * What {@link TrainingOnCudaTest} asks of the emulator, of the CUDA device of this process if it
 * has one: however steps are fed and put into graphs, each time the same bits are learnt.
 */
class TrainingOnCudaDeviceTest {
  private static final String[] TRAININGS = {
    "FED:1", "FED:40", "RESIDENT:1", "RESIDENT:40", "AUTOMATIC:0", "AUTOMATIC:0"
  };

  @Test
  void whatIsLearntDependsOnNoneOfIt() {
    CudaDevice.require();
    Set<String> learnt = new HashSet<>(learnt("1"));
    learnt.addAll(learnt("0"));
    assertEquals(1, learnt.size(), learnt.toString());
  }

  /** In a process of its own, as the environment says whether steps become graphs. */
  private static List<String> learnt(String graphs) {
    String libraries = System.getenv().getOrDefault("LD_LIBRARY_PATH", "");
    Outcome run =
        CudaEmulator.java(
            Map.of("LD_LIBRARY_PATH", libraries, "GRADUS_CUDA_GRAPHS", graphs),
            TrainingsOnCuda.class,
            TRAININGS);
    assertEquals(0, run.status(), run.toString());
    List<String> lines = run.out().lines().toList();
    assertEquals(TRAININGS.length, lines.size(), run.toString());
    return lines.stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList();
  }
}
