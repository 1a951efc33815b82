package org.gradus.gpu;

import org.gradus.op.Index;

/** Ops that address elements by index. */
final class Indexing {
  private Indexing() {}

  static void lower(Index op, StepCode code) {
    Missing.kernel(code);
  }
}
