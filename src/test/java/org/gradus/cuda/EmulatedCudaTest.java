package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line on an emulated device. */
final class EmulatedCudaTest {
  @BeforeAll
  static void thereIsAnEmulator() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
  }

  /** Faults in small kernels are caught and named, graphs replay, switches do what they say. */
  @Test
  void theEmulatorPassesItsOwnTests() {
    Outcome tests = CudaEmulator.ownTests();
    assertEquals(0, tests.status(), tests.toString());
    assertTrue(tests.out().contains("100% tests passed"), tests.toString());
  }

  @Test
  void devicesListsEachByNumber() {
    Outcome devices = CudaEmulator.gradus(Map.of("GRADUS_EMULATOR_DEVICES", "2"), "devices");
    assertEquals(0, devices.status(), devices.toString());
    for (String id : new String[] {"cuda:0", "cuda:1"}) {
      assertTrue(devices.out().contains(id + "   Gradus CUDA emulator, compute capability 9.0, "));
    }
    String auto = devices.out().lines().toList().getLast();
    assertTrue(auto.contains("; not cuda: it is the emulator, which is only taken when"), auto);
  }

  @Test
  void doctorComputesOnIt() {
    Outcome doctor = CudaEmulator.gradus(Map.of(), "doctor");
    assertTrue(
        doctor.out().lines().anyMatch(line -> line.matches("ok +device cuda:0 .*; computes")),
        doctor.toString());
    for (String told :
        List.of("cuda JCuda +its library loads", "cuda kernels +the emulator has its own ")) {
      Pattern line = Pattern.compile("(?m)^ok +" + told);
      assertTrue(line.matcher(doctor.out()).find(), line + " in " + doctor);
    }
  }

  @Test
  void aDeviceThatIsAskedForAndNotThereIsAnError() {
    Outcome none =
        CudaEmulator.gradus(Map.of("GRADUS_EMULATOR_DEVICES", "0"), "check", "--device", "cuda");
    assertNotEquals(0, none.status(), none.toString());
    assertTrue(
        none.err().contains("device 'cuda' is not there: NVIDIA's driver is there but lists no"),
        none.toString());
    Outcome second = CudaEmulator.gradus(Map.of(), "check", "--device", "cuda:1");
    assertNotEquals(0, second.status(), second.toString());
    assertTrue(
        second.err().contains("device 'cuda:1' does not exist: there is cuda:0 ("),
        second.toString());
  }

  @Test
  void aRunGoesOnElsewhereWhenItsDeviceIsGone(@TempDir Path folder) {
    String run = folder.resolve("run").toString();
    Outcome begun =
        CudaEmulator.gradus(
            Map.of(),
            "train",
            "--device",
            "cuda",
            "--limit",
            "64",
            "--hidden",
            "8",
            "--epochs",
            "1",
            "--out",
            run);
    assertEquals(0, begun.status(), begun.toString());
    Map<String, String> gone = Map.of("GRADUS_EMULATOR_DEVICES", "0");
    Outcome refused = CudaEmulator.gradus(gone, "train", "--epochs", "2", "--resume", run);
    assertEquals(1, refused.status(), refused.toString());
    assertTrue(refused.err().contains("was begun with --device cuda, and may go on with another"));
    Outcome onCpu =
        CudaEmulator.gradus(gone, "train", "--epochs", "2", "--device", "cpu", "--resume", run);
    assertEquals(0, onCpu.status(), onCpu.toString());
  }
}
