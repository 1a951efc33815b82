package org.gradus.gpu;

import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Elementwise.Unary;

/** Elementwise ops. */
final class Pointwise {
  private static final int GROUP = 256;

  private Pointwise() {}

  static void lower(Elementwise op, StepCode code) {
    switch (op) {
      case Unary unary -> unary(unary, code);
      case Elementwise.UnaryGradient ignored -> Missing.kernel(code);
      case Elementwise.Binary ignored -> Missing.kernel(code);
      case Elementwise.Compare ignored -> Missing.kernel(code);
      case Elementwise.Select ignored -> Missing.kernel(code);
      case Elementwise.Cast ignored -> Missing.kernel(code);
    }
  }

  private static void unary(Unary op, StepCode code) {
    DType dtype = code.inputType(0);
    long n = code.inputShape(0).size();
    code.call(Program.of("unary", dtype).kernel(op.name()))
        .input(0)
        .output(0)
        .of(n)
        .of((float) op.parameter())
        .covering(n, GROUP);
  }
}
