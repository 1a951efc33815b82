package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.Optional;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.OpenClDevice;
import org.gradus.testing.SomeGpu;
import org.junit.jupiter.api.Test;

/** Gaussian noise has the same bits on every device, for every seed, stream, step and size. */
class NoiseBitsTest {
  private static final int UNITS = 4;

  @Test
  void onOpenClAsOnTheCpu() {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    try (Device device = Devices.plain("opencl")) {
      assertEquals(Optional.empty(), NoiseBits.difference(device));
    }
  }

  @Test
  void byTheKernelsOfGpusAsOnTheCpu() {
    try (Device device = SomeGpu.open(UNITS)) {
      assertEquals(Optional.empty(), NoiseBits.difference(device));
    }
  }

  @Test
  void onTheEmulatedCudaDeviceAsOnTheCpu() {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
    CudaEmulator.Outcome outcome = CudaEmulator.java(Map.of(), NoiseBits.class, "cuda");
    assertEquals("the same bits\n", outcome.out(), outcome.err());
  }
}
