package org.gradus.gpu;

import org.gradus.op.Update;

/** Ops that give variables new values. */
final class Updates {
  private Updates() {}

  static void lower(Update op, StepCode code) {
    Missing.kernel(code);
  }
}
