package org.gradus.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gradus.check.OpCases;
import org.gradus.device.StepWork;
import org.gradus.op.DType;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;
import org.gradus.plan.Planner;
import org.junit.jupiter.api.Test;

class KernelCasesTest {
  private static final long TRAFFIC = 256L << 20;

  /** Ops that launch nothing or copies only, or move a few numbers only, and users' own. */
  private static final Set<String> NOT_MEASURED =
      Set.of(
          "constant", "input", "read", "reshape", "pack", "record_row", "adjust_scale", "custom");

  @Test
  void everyOpOfTheCatalogueIsMeasured() {
    Set<String> measured = new TreeSet<>();
    KernelCases.all(TRAFFIC, false).forEach(one -> measured.add(one.name()));
    Set<String> forgotten = new TreeSet<>();
    OpCases.all(1).forEach(one -> forgotten.add(one.op().name()));
    forgotten.removeAll(measured);
    forgotten.removeAll(NOT_MEASURED);
    forgotten.removeIf(name -> name.startsWith("bias_") || name.startsWith("matmul_"));
    assertEquals(Set.of(), forgotten);
  }

  @Test
  void whatMemoryBoundsMovesEnoughToLeaveTheCaches() {
    for (KernelCase one : KernelCases.all(TRAFFIC, false)) {
      Plan plan = Planner.plan(one.graph(1), MemoryModel.BYTES.unshared());
      StepWork work = StepWork.of(plan.steps().getFirst());
      if (work.operations() == 0) {
        assertTrue(work.bytes() > 0.9 * TRAFFIC, one.name() + " " + one.shapes() + " " + work);
        double most = 1.25 * TRAFFIC * passes(one.name());
        assertTrue(work.bytes() < most, one.name() + " " + one.shapes() + " " + work);
      }
    }
  }

  /** What is moved by what lies in memory. */
  private static double passes(String op) {
    return switch (op) {
      case "batch_norm" -> 3 / 2.0;
      case "batch_norm_gradient" -> 5 / 3.0;
      default -> 1;
    };
  }

  @Test
  void bothElementTypesAreMeasured() {
    for (String op : List.of("relu", "softmax", "matmul", "adamw", "gather", "permute")) {
      Set<DType> types = new TreeSet<>();
      KernelCases.named(op, KernelCases.all(TRAFFIC, true)).forEach(one -> types.add(one.dtype()));
      assertEquals(Set.of(DType.F32, DType.BF16), types, op);
    }
  }

  @Test
  void eachCaseIsListedOnce() {
    for (boolean quick : new boolean[] {false, true}) {
      List<String> listed =
          KernelCases.all(TRAFFIC, quick).stream().map(KernelCase::toString).toList();
      assertEquals(List.copyOf(new LinkedHashSet<>(listed)), listed);
    }
    long squares =
        KernelCases.all(TRAFFIC, false).stream()
            .filter(one -> one.name().equals("matmul") && one.shapes().matches("(\\d+)x\\1 .*"))
            .count();
    assertEquals(2 * 4 * 4, squares, "of 2 types, 4 sizes and 4 transposes");
  }

  @Test
  void anUnknownOpIsAnErrorThatNamesTheNearest() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> KernelCases.named("sofmax", KernelCases.all(TRAFFIC, true)));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("unknown op 'sofmax'; did you mean softmax, "),
        e.getMessage());
  }

  @Test
  void sizesOfCachesAreRead() {
    assertEquals(32L << 20, Caches.bytes("32768K"));
    assertEquals(3L << 20, Caches.bytes("3M"));
    assertEquals(0, Caches.bytes("many"));
  }
}
