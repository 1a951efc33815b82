package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;
import org.gradus.op.Fused;

/** The norm of a gradient and the scale that keeps it in bounds; see clip_scale.cl. */
final class ClipScale {
  private static final int GROUP = 256;

  /** Elements of a part, whose squares one group adds up, or one item of a processor. */
  private static final int PART = 1 << 14;

  /** Sums of a part. */
  private static final int SUMS = 3;

  private ClipScale() {}

  static void lower(Fused.ClipScale op, StepCode code) {
    DType type = code.inputType(0);
    long n = code.inputShape(0).size();
    long parts = Math.ceilDiv(n, PART);
    boolean cpu = code.traits().cpu();
    Program plain = Program.of("clip_scale", type);
    Program program =
        cpu ? Wide.onCpu(plain) : plain.with("WIDE", Wide.elements(n, type, code.input(0)));
    Place sums = code.workspace(parts * SUMS * Float.BYTES);
    code.call(program.kernel("clip_scale_parts"))
        .input(0)
        .pointer(sums, Float.BYTES)
        .of(n)
        .of((long) PART)
        .over(Grid.groups(parts, cpu ? 1 : GROUP));
    code.call(program.kernel("clip_scale"))
        .pointer(sums, Float.BYTES)
        .outputIfWanted(0)
        .outputIfWanted(1)
        .of(code.wanted())
        .of(parts)
        .of((float) op.limit())
        .of(op.toLimit() ? 1 : 0)
        .over(Grid.groups(1, cpu ? 1 : GROUP));
  }
}
