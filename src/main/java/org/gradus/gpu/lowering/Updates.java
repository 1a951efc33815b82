package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;
import org.gradus.op.Update;

/** Ops that give variables new values; an optimizer is one launch over its whole arena. */
final class Updates {
  private static final int RECORD_GROUP = 32;

  private Updates() {}

  static void lower(Update op, StepCode code) {
    switch (op) {
      case Update.Assign ignored -> Assign.lower(code);
      case Update.RecordRow recorded -> record(recorded, code);
      case Update.AdjustScale scale -> adjust(scale, code);
      case Update.Optimize step -> optimize(step, code);
    }
  }

  /** As many items as a row has values; see record_row.cl. */
  private static void record(Update.RecordRow op, StepCode code) {
    DType dtype = code.outputType(0);
    long n = code.inputShape(1).size();
    code.call(Copies.plain("record_row", dtype).kernel("record_row"))
        .input(0)
        .input(1)
        .pointer(code.output(0), dtype.bytes())
        .moves(n * dtype.bytes())
        .of(n)
        .of(op.rows())
        .covering(n, RECORD_GROUP);
  }

  /** One item; see adjust_scale.cl. */
  private static void adjust(Update.AdjustScale op, StepCode code) {
    code.call(Program.of("adjust_scale").kernel("adjust_scale"))
        .input(0)
        .input(1)
        .input(2)
        .output(0)
        .output(1)
        .output(2)
        .of((float) op.growth())
        .of((float) op.backoff())
        .of(op.interval())
        .of((float) op.least())
        .covering(1, 1);
  }

  /** The arguments that optimizer.h gives every rule's kernel. */
  private static void optimize(Update.Optimize op, StepCode code) {
    int variables = code.step().outputs().size();
    DType dtype = code.inputType(0);
    long n = code.inputShape(0).size();
    Place[] places = new Place[variables + 1];
    places[0] = code.input(0);
    for (int i = 0; i < variables; i++) {
      places[i + 1] = code.output(i);
    }
    ElementGrid grid = ElementGrid.of(code.traits(), places);
    RuleKernel rule = RuleKernel.of(op.rule());
    Call call =
        code.call(grid.program(rule.file(), dtype).kernel(op.rule().name()))
            .input(0)
            .pointer(code.input(1), dtype.bytes())
            .pointer(code.input(2), DType.I32.bytes())
            .pointer(code.input(3), dtype.bytes())
            .pointer(code.input(4), DType.U8.bytes());
    for (int i = 0; i < variables; i++) {
      call.output(i).moves(code.step().output(i).spec().bytes()); // read as well
    }
    call.table(spans(op))
        .of(n)
        .of(grid.vectors())
        .of(code.inputShape(1).intSize())
        .of(op.spans().size())
        .of((float) op.bound())
        .of(op.decoupled() ? 1 : 0);
    for (float setting : rule.settings()) {
      call.of(setting);
    }
    call.over(grid.covering(n, dtype));
  }

  private static int[] spans(Update.Optimize op) {
    int[] table = new int[3 * op.spans().size()];
    for (int i = 0; i < op.spans().size(); i++) {
      Update.Span span = op.spans().get(i);
      table[3 * i] = span.from();
      table[3 * i + 1] = Float.floatToIntBits((float) span.factor());
      table[3 * i + 2] = Float.floatToIntBits((float) span.decay());
    }
    return table;
  }
}
