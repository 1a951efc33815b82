package org.gradus.gpu;

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
      case Update.Sgd sgd -> launch(code, "sgd", "sgd", (float) sgd.weightDecay());
      case Update.Momentum momentum ->
          launch(
              code,
              "momentum",
              momentum.name(),
              (float) momentum.weightDecay(),
              (float) momentum.momentum());
      case Update.Adam adam -> adam(adam, code);
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

  private static void adam(Update.Adam op, StepCode code) {
    launch(
        code,
        "adam",
        "adam",
        (float) op.beta1(),
        (float) (1 - op.beta1()),
        (float) Math.log(op.beta1()),
        (float) op.beta2(),
        (float) (1 - op.beta2()),
        (float) Math.log(op.beta2()),
        (float) op.epsilon(),
        op.decoupled() ? 0 : (float) op.weightDecay(),
        op.decoupled() ? (float) op.weightDecay() : 0);
  }

  /**
   * Operands (gradient, rates, step, ok), the variables; their length and that of rates; settings.
   */
  private static void launch(StepCode code, String file, String kernel, float... settings) {
    int variables = code.step().outputs().size();
    DType dtype = code.inputType(0);
    long n = code.inputShape(0).size();
    Place[] places = new Place[variables + 1];
    places[0] = code.input(0);
    for (int i = 0; i < variables; i++) {
      places[i + 1] = code.output(i);
    }
    ElementGrid grid = ElementGrid.of(code.traits(), places);
    Call call =
        code.call(grid.program(file, dtype).kernel(kernel))
            .input(0)
            .pointer(code.input(1), dtype.bytes())
            .pointer(code.input(2), DType.I32.bytes())
            .pointer(code.input(3), DType.U8.bytes());
    for (int i = 0; i < variables; i++) {
      call.output(i).moves(code.step().output(i).spec().bytes()); // read as well
    }
    call.of(n).of(grid.vectors()).of(code.inputShape(1).intSize());
    for (float setting : settings) {
      call.of(setting);
    }
    call.over(grid.covering(n, dtype));
  }
}
