package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.gradus.check.OpCase.Scale;
import org.gradus.check.OpCase.Trait;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.op.DType;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.Reduce.Fold;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.gradus.testing.SomeGpu;
import org.junit.jupiter.api.Test;

/**
 * The reductions and moves of GPUs, in vectors of 16 bytes and not, on whatever device is there.
 */
class ReductionsAndMovesOnGpuTest {
  @Test
  void casesAreRight() {
    List<OpCase> cases = new ArrayList<>(large());
    OpCases.quick(CheckOptions.SEED).stream().filter(each -> isOurs(each.op())).forEach(cases::add);
    try (Device device = SomeGpu.open(132);
        Device cpu = Devices.open("cpu")) {
      EquivalenceCheck equivalence = new EquivalenceCheck(device, cpu);
      GuardCheck guards = new GuardCheck(device);
      DeterminismCheck determinism = new DeterminismCheck(device);
      for (OpCase one : cases) {
        if (!CaseGraph.fits(one, device.capabilities().dtypes())) {
          continue;
        }
        assertEquals("", check(equivalence, one, DType.F32).message());
        if (isWorthHalves(one.op())) {
          assertEquals("", check(equivalence, one, DType.BF16).message());
        }
        assertEquals("", guards.check(one, CheckOptions.SEED).message());
        assertEquals("", determinism.check(one, CheckOptions.SEED).message());
      }
    }
  }

  private static boolean isOurs(Op op) {
    return op instanceof Reduce
        || op instanceof View
        || op instanceof Update.Assign
        || op instanceof Update.RecordRow;
  }

  /** Extremes of halves would only be three times as many programs to build. */
  private static boolean isWorthHalves(Op op) {
    return !(op instanceof Fold fold) || fold.kind() == FoldKind.SUM;
  }

  /** What the catalogue's shapes are too small for: parts of parts, and whole tiles of vectors. */
  private static List<OpCase> large() {
    return List.of(
        sum(List.of(0), 70_000, 16),
        sum(List.of(0), 5000, 15),
        sum(List.of(1), 3, 40_000),
        sum(List.of(1), 3, 20_001),
        sum(List.of(0, 2), 70, 6, 64),
        exact(new Fold(FoldKind.MAX, List.of(0), false), 9000, 8),
        exact(new Fold(FoldKind.MIN, List.of(0), true), 40_000),
        exact(new Reduce.ArgMax(0), 9001, 3),
        exact(new Reduce.ArgMax(1), 2, 20_000),
        OpCase.of(new Reduce.AllFinite(), OperandSpec.of(40_003)).with(Trait.EXACT),
        exact(new View.Permute(List.of(1, 0)), 160, 96),
        exact(new View.Permute(List.of(0, 2, 1)), 3, 70, 130),
        exact(new View.Permute(List.of(1, 0, 2)), 5, 6, 64),
        exact(new View.Slice(List.of(1, 8), Shape.of(9, 320)), 11, 400),
        exact(new View.Pad(List.of(1, 8), Shape.of(12, 416)), 11, 400),
        exact(new View.Broadcast(Shape.of(37, 2056)), 2056),
        exact(new View.Pack(List.of(30_000), 50_000), 1001));
  }

  private static OpCase sum(List<Integer> axes, int... dims) {
    return OpCase.of(new Fold(FoldKind.SUM, axes, false), OperandSpec.of(dims))
        .sums(1, Scale.MAGNITUDES);
  }

  private static OpCase exact(Op op, int... dims) {
    return OpCase.of(op, OperandSpec.of(Domain.distinct(), dims)).with(Trait.EXACT);
  }

  private static Verdict check(EquivalenceCheck check, OpCase one, DType dtype) {
    return one.is(Trait.FIXED_TYPES)
        ? check.inOwnTypes(one, CheckOptions.SEED)
        : check.check(one, dtype, CheckOptions.SEED);
  }
}
