package org.gradus.gpu;

import org.gradus.op.Op;

/** Matrix products. */
final class Products {
  private Products() {}

  static void lower(Op op, StepCode code) {
    Missing.kernel(code);
  }
}
