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
 * The kernels that GPUs multiply with, each tile of them, on whatever device is there, as if it
 * were a GPU of many multiprocessors, so that K is cut into slices.
 */
class MatMulOnGpuTest {
  private static final int UNITS = 132;

  @ParameterizedTest
  @ValueSource(strings = {"matmul 128x128", "matmul 64x64", "matmul 32x32"})
  void productsAreRightWithEveryTile(String tiles) {
    boolean large = tiles.equals("matmul 128x128");
    try (Device device = SomeGpu.open(UNITS, tiles);
        Device cpu = Devices.open("cpu")) {
      EquivalenceCheck equivalence = new EquivalenceCheck(device, cpu);
      GuardCheck guards = new GuardCheck(device);
      List<OpCase> cases =
          OpCases.all(CheckOptions.SEED).stream()
              .filter(one -> one.op().name().startsWith("matmul"))
              .filter(one -> !large || one.elements() > 10_000)
              .toList();
      for (OpCase one : cases) {
        if (one.is(OpCase.Trait.FIXED_TYPES)) {
          assertEquals("", equivalence.inOwnTypes(one, CheckOptions.SEED).message());
          continue;
        }
        assertEquals("", equivalence.check(one, DType.F32, CheckOptions.SEED).message());
        if (!large) {
          assertEquals("", equivalence.check(one, DType.BF16, CheckOptions.SEED).message());
        }
        assertEquals("", guards.check(one, CheckOptions.SEED).message());
      }
    }
  }
}
