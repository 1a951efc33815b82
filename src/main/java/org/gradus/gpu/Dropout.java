package org.gradus.gpu;

import org.gradus.op.Fused;

/** Dropout. */
final class Dropout {
  private Dropout() {}

  static void lower(Fused.Dropout op, StepCode code) {
    Missing.kernel(code);
  }
}
