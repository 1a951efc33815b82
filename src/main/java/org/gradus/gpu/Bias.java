package org.gradus.gpu;

import org.gradus.op.Fused;

/** Bias and activation. */
final class Bias {
  private Bias() {}

  static void lower(Fused.BiasActivation op, StepCode code) {
    Missing.kernel(code);
  }
}
