package org.gradus.gpu;

import org.gradus.op.View;

/** Ops that move elements. */
final class Moves {
  private Moves() {}

  static void lower(View op, StepCode code) {
    Missing.kernel(code);
  }
}
