package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Place;
import org.gradus.op.Fused;

/** Softmax cross-entropy, loss and gradient in one reading. */
final class CrossEntropy {
  /** Bit of what is wanted: there is a label that is ignored. */
  private static final int IGNORES = 4;

  private CrossEntropy() {}

  static void lower(Fused.SoftmaxCrossEntropy op, StepCode code) {
    Place gradient = code.wants(1) ? code.output(1) : code.input(0);
    Rows rows = Rows.of("cross_entropy", code, 1, code.input(0), gradient);
    Call call = code.call(rows.narrowKernel("cross_entropy")).input(0).input(1);
    call.outputIfWanted(0).outputIfWanted(1).faults();
    Integer ignored = op.ignored();
    call.of(code.wanted() | (ignored == null ? 0 : IGNORES));
    call.of((float) op.gradientScale()).of((float) op.smoothing());
    rows.launchNarrow(call.of(ignored == null ? 0 : ignored));
  }
}
