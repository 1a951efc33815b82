package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Program;
import org.gradus.op.Fused;

/** Bias and activation. */
final class Bias {
  private Bias() {}

  static void lower(Fused.BiasActivation op, StepCode code) {
    long columns = code.inputShape(1).size();
    long rows = columns == 0 ? 0 : code.inputShape(0).size() / columns;
    Items items = Items.of(code, rows, columns, Items.vector(code.inputType(0).bytes()));
    code.call(items.kernel(Program.of("bias", code.inputType(0)), op.name()))
        .input(0)
        .input(1)
        .output(0)
        .of(rows)
        .of(columns)
        .of(items.blocks(columns))
        .of((float) op.activation().parameter())
        .over(items.rows(rows, columns));
  }
}
