package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.op.DType;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Activations, losses and norms with their gradients against PyTorch's numbers. */
final class TorchToolboxTest {
  @ParameterizedTest
  @EnumSource(names = {"F32", "F64", "BF16"})
  void onTheCpu(DType dtype) {
    agrees("cpu", dtype);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16"})
  void onOpenCl(DType dtype) {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    agrees("opencl", dtype);
  }

  private static void agrees(String name, DType dtype) {
    try (Device device = Devices.open(name)) {
      assertEquals("", String.join("\n", TorchToolbox.faults(device, dtype)));
    }
  }

  @Test
  void onEmulatedCuda() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
    CudaEmulator.Outcome run = CudaEmulator.java(Map.of(), TorchToolbox.class, "cuda");
    assertEquals(0, run.status(), run.toString());
    String all = TorchToolbox.cases().size() + " cases";
    assertEquals(List.of(all), run.out().lines().toList(), run.toString());
  }
}
