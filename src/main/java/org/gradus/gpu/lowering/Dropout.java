package org.gradus.gpu.lowering;

import org.gradus.op.DType;
import org.gradus.op.Fused;

/** Dropout, whose mask each run draws anew. */
final class Dropout {
  private static final double UNIFORM_STEPS = 1 << 24;
  private static final int SEED_HIGH = 32;

  private Dropout() {}

  static void lower(Fused.Dropout op, StepCode code) {
    DType dtype = code.inputType(0);
    long n = code.inputShape(0).size();
    ElementGrid grid = ElementGrid.of(code.traits(), code.input(0), code.output(0));
    code.call(grid.program("dropout", dtype).kernel("dropout"))
        .input(0)
        .pointer(code.input(1), DType.I32.bytes())
        .output(0)
        .of(n)
        .of(grid.vectors())
        .of((int) op.seed())
        .of((int) (op.seed() >>> SEED_HIGH))
        .of(op.stream())
        .of((int) Math.ceil(op.rate() * UNIFORM_STEPS))
        .of((float) (1 / (1 - op.rate())))
        .over(grid.covering(n, dtype));
  }
}
