package org.gradus.gpu.lowering;

import org.gradus.op.DType;
import org.gradus.op.Fused;

/** Normal noise, which each run draws anew. */
final class GaussianNoise {
  private static final int SEED_HIGH = 32;

  private GaussianNoise() {}

  static void lower(Fused.GaussianNoise op, StepCode code) {
    DType dtype = code.inputType(0);
    long n = code.inputShape(0).size();
    ElementGrid grid = ElementGrid.of(code.traits(), code.input(0), code.output(0));
    code.call(grid.program("gaussian_noise", dtype).kernel("gaussian_noise"))
        .input(0)
        .pointer(code.input(1), DType.I32.bytes())
        .output(0)
        .of(n)
        .of(grid.vectors())
        .of((int) op.seed())
        .of((int) (op.seed() >>> SEED_HIGH))
        .of(op.stream())
        .of(op.sigma())
        .over(grid.covering(n, dtype));
  }
}
