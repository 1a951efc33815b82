package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.testing.SomeGpu;
import org.junit.jupiter.api.Test;

/** The elementwise kernels of GPUs, in vectors of 16 bytes and not, on whatever device is there. */
class ElementwiseOnGpuTest {
  @Test
  void casesAreRightInVectorsAndOneByOne() {
    try (Device device = SomeGpu.open(132);
        Device cpu = Devices.open("cpu")) {
      List<OpCase> cases =
          OpCases.quick(CheckOptions.SEED).stream()
              .filter(each -> each.op() instanceof Elementwise || isBias(each))
              .filter(each -> CaseGraph.fits(each, device.capabilities().dtypes()))
              .toList();
      EquivalenceCheck equivalence = new EquivalenceCheck(device, cpu);
      GuardCheck guards = new GuardCheck(device);
      for (OpCase one : cases) {
        assertEquals("", equivalence(equivalence, one, DType.F32).message());
        assertEquals("", equivalence(equivalence, one, DType.BF16).message());
        assertEquals("", guards.check(one, CheckOptions.SEED).message());
      }
    }
  }

  private static boolean isBias(OpCase one) {
    return one.op() instanceof Fused.BiasActivation;
  }

  private static Verdict equivalence(EquivalenceCheck check, OpCase one, DType dtype) {
    return one.is(OpCase.Trait.FIXED_TYPES)
        ? check.inOwnTypes(one, CheckOptions.SEED)
        : check.check(one, dtype, CheckOptions.SEED);
  }
}
