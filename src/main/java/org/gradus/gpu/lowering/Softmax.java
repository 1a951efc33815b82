package org.gradus.gpu.lowering;

/** Softmax and its logarithm. */
final class Softmax {
  private Softmax() {}

  static void lower(String op, StepCode code) {
    Rows rows = Rows.of("softmax", code, 1, code.input(0), code.output(0));
    rows.launchNarrow(code.call(rows.narrowKernel(op)).input(0).output(0));
  }
}
