package org.gradus.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a device without a choice makes of options. */
final class DeviceOptionsTest {
  @ParameterizedTest
  @EnumSource(
      value = Gemm.class,
      names = {"AUTO", "OWN"})
  void itsOwnKernelsAreWhatEveryDeviceHas(Gemm gemm) {
    try (Device cpu = Devices.open("cpu", new DeviceOptions(gemm))) {
      assertEquals("cpu", cpu.info().id());
    }
  }

  @Test
  void othersAreRefusedByName() {
    DeviceOptions options = new DeviceOptions(Gemm.CUBLAS);
    DeviceException e =
        assertThrows(DeviceException.class, () -> Devices.open("cpu", options).close());
    assertEquals(
        "device 'cpu' has no cuBLAS, only kernels of its own: cuBLAS goes with CUDA devices",
        e.getMessage());
  }

  @Test
  void choicesAreKnownByTheirWords() {
    assertEquals(List.of("auto", "own", "cublas"), Gemm.words());
    for (Gemm gemm : Gemm.values()) {
      assertEquals(gemm, Gemm.of(gemm.word()));
    }
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Gemm.of("mkl"));
    assertEquals("mkl is none of [auto, own, cublas]", e.getMessage());
  }
}
