package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Place;
import org.gradus.op.DType;
import org.gradus.op.Fused;

/** The losses of single elements, and their gradients from the same reading. */
final class PointwiseLoss {
  private PointwiseLoss() {}

  static void lower(Fused.PointwiseLoss op, StepCode code) {
    DType dtype = code.inputType(0);
    long n = code.inputShape(0).size();
    Place loss = code.wants(0) ? code.output(0) : code.input(0);
    Place gradient = code.wants(1) ? code.output(1) : code.input(0);
    ElementGrid grid = ElementGrid.of(code.traits(), code.input(0), code.input(1), loss, gradient);
    code.call(grid.program("pointwise_loss", dtype).kernel("pointwise_loss"))
        .input(0)
        .input(1)
        .outputIfWanted(0)
        .outputIfWanted(1)
        .of(n)
        .of(grid.vectors())
        .of(code.wanted())
        .of(op.kind().ordinal())
        .of((float) op.parameter())
        .of((float) op.gradientScale())
        .over(grid.covering(n, dtype));
  }
}
