package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;

/** Whether all elements are finite; see all_finite.cl. */
final class FiniteFlag {
  private static final int GROUP = 256;

  /** Elements of a part, which one group looks at, or one item of a processor. */
  private static final int PART = 1 << 14;

  private FiniteFlag() {}

  static void lower(StepCode code) {
    DType type = code.inputType(0);
    long n = code.inputShape(0).size();
    long parts = Math.ceilDiv(n, PART);
    boolean cpu = code.traits().cpu();
    boolean wide = !cpu && Alignment.of(code.input(0));
    Program plain = Program.of("all_finite", type);
    Program program = cpu ? plain.with("CPU", 1) : plain;
    Place flags = code.workspace(parts * DType.I32.bytes());
    code.call(program.kernel(wide ? "all_finite_parts_aligned" : "all_finite_parts"))
        .input(0)
        .pointer(flags, DType.I32.bytes())
        .of(n)
        .of((long) PART)
        .over(Grid.groups(parts, cpu ? 1 : GROUP));
    code.call(program.kernel("all_finite"))
        .pointer(flags, DType.I32.bytes())
        .output(0)
        .of(parts)
        .over(Grid.groups(1, cpu ? 1 : GROUP));
  }
}
