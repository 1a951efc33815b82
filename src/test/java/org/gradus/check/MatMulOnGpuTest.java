package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.op.DType;
import org.gradus.testing.SomeGpu;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kernels that GPUs multiply with, on whatever device is there, as if it were a GPU of so many
 * multiprocessors: of few, so that tiles are large, and of many, so that they are small and K is
 * cut into slices.
 */
class MatMulOnGpuTest {
  private static final int MANY = 132;

  @ParameterizedTest
  @ValueSource(ints = {1, 4, MANY})
  void productsAreRightWithEveryTile(int units) {
    try (Device device = SomeGpu.open(units);
        Device cpu = Devices.open("cpu")) {
      EquivalenceCheck equivalence = new EquivalenceCheck(device, cpu);
      GuardCheck guards = new GuardCheck(device);
      List<OpCase> cases =
          OpCases.all(CheckOptions.SEED).stream()
              .filter(one -> one.op().name().startsWith("matmul"))
              .filter(one -> units > 1 || one.elements() > 10_000) // small ones have small tiles
              .toList();
      for (OpCase one : cases) {
        assertEquals("", equivalence.check(one, DType.F32, CheckOptions.SEED).message());
        if (units == MANY) {
          assertEquals("", equivalence.check(one, DType.BF16, CheckOptions.SEED).message());
        }
        assertEquals("", guards.check(one, CheckOptions.SEED).message());
      }
    }
  }
}
