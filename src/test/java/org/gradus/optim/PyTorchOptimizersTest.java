package org.gradus.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.fixtures.Fixture;
import org.gradus.op.DType;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Twenty steps of each optimizer against PyTorch's, with clipping and with parameter groups. */
final class PyTorchOptimizersTest {
  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void onTheCpu(DType dtype) {
    try (Device cpu = Devices.open("cpu")) {
      assertEquals("", String.join("\n", OptimizerSteps.faults(cpu, dtype)));
    }
  }

  @Test
  void theFormsOfMomentumAgreeUntilTheRateChanges() {
    Fixture fixture = Fixture.load("optimizers_f64");
    double[] plain = after(fixture, "momentum");
    double[] classical = after(fixture, "classical_momentum_decay");
    int changed = plain.length / 2;
    assertArrayEquals(Arrays.copyOf(plain, changed), Arrays.copyOf(classical, changed), 1e-14);
    double apart = 0;
    for (int i = changed; i < plain.length; i++) {
      apart = Math.max(apart, Math.abs(plain[i] - classical[i]));
    }
    assertTrue(apart > 0.1, "at most " + apart + " apart");
  }

  private static double[] after(Fixture fixture, String name) {
    return fixture.caseNamed(name).values("parameters_after_each_step").data();
  }

  @Test
  void onOpenCl() {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    try (Device device = Devices.open("opencl")) {
      assertEquals("", String.join("\n", OptimizerSteps.faults(device, DType.F32)));
    }
  }

  @Test
  void onEmulatedCuda() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
    CudaEmulator.Outcome run = CudaEmulator.java(Map.of(), OptimizerSteps.class, "cuda");
    assertEquals(0, run.status(), run.toString());
    assertEquals(List.of("28 cases"), run.out().lines().toList(), run.toString());
  }
}
