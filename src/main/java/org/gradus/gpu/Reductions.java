package org.gradus.gpu;

import org.gradus.op.Reduce;

/** Ops that fold axes away. */
final class Reductions {
  private Reductions() {}

  static void lower(Reduce op, StepCode code) {
    Missing.kernel(code);
  }
}
