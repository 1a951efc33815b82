package org.gradus.gpu;

import org.gradus.op.Fused;

/** Batch normalisation. */
final class BatchNorm {
  private BatchNorm() {}

  static void lower(Fused op, StepCode code) {
    Missing.kernel(code);
  }
}
