package org.gradus.bench;

import java.util.List;
import java.util.function.IntFunction;
import org.gradus.op.DType;
import org.gradus.op.Op;
import org.gradus.op.Update;

/** Optimizer steps over one flat arena. */
final class UpdateCases {
  private static final double DECAY = 0.01;

  private UpdateCases() {}

  static void add(List<KernelCase> cases, DType dtype, Sizes sizes) {
    int bytes = dtype.bytes();
    Operand ok = Operand.ones(DType.U8);
    Operand value = Operand.normal(dtype, sizes.rows(2 * bytes) * Sizes.COLUMNS);
    cases.add(
        new KernelCase("update", set -> new Update.Assign("w." + set), List.of(value, ok), ""));
    step(cases, dtype, sizes.rows(3 * bytes), set -> new Update.Sgd("w." + set, DECAY));
    for (boolean nesterov : new boolean[] {false, true}) {
      step(
          cases,
          dtype,
          sizes.rows(5 * bytes),
          set -> new Update.Momentum("w." + set, "v." + set, 0.9, nesterov, DECAY));
    }
    for (boolean decoupled : new boolean[] {false, true}) {
      step(
          cases,
          dtype,
          sizes.rows(7 * bytes),
          set ->
              new Update.Adam(
                  "w." + set, "m." + set, "s." + set, 0.9, 0.999, 1e-8, DECAY, decoupled));
    }
  }

  private static void step(List<KernelCase> cases, DType dtype, int rows, IntFunction<Op> op) {
    List<Operand> operands =
        List.of(
            Operand.normal(dtype, rows * Sizes.COLUMNS),
            Operand.magnitudes(dtype, 3),
            Operand.ones(DType.I32),
            Operand.ones(DType.U8));
    cases.add(new KernelCase("update", op, operands, ""));
  }
}
