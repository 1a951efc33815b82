package org.gradus.gpu;

import org.gradus.op.Custom;

/** Users' own ops. */
final class CustomKernels {
  private CustomKernels() {}

  static void lower(Custom op, StepCode code) {
    Missing.kernel(code);
  }
}
