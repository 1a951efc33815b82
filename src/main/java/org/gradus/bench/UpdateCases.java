package org.gradus.bench;

import java.util.List;
import java.util.function.IntFunction;
import org.gradus.op.DType;
import org.gradus.op.Fused;
import org.gradus.op.Op;
import org.gradus.op.Update;
import org.gradus.op.UpdateRule;
import org.gradus.op.UpdateRule.Momentum.Form;

/** Optimizer steps over one flat arena. */
final class UpdateCases {
  private static final double DECAY = 0.01;

  private static final List<UpdateRule> RULES =
      List.of(
          new UpdateRule.Sgd(),
          new UpdateRule.Momentum(0.9, Form.PLAIN),
          new UpdateRule.Momentum(0.9, Form.NESTEROV),
          new UpdateRule.Momentum(0.9, Form.CLASSICAL),
          new UpdateRule.Adagrad(1e-10),
          new UpdateRule.Adadelta(0.9, 1e-6),
          new UpdateRule.RmsProp(0.99, 1e-8, 0, false),
          new UpdateRule.RmsProp(0.99, 1e-8, 0, true),
          new UpdateRule.RmsProp(0.99, 1e-8, 0.9, false),
          new UpdateRule.RmsProp(0.99, 1e-8, 0.9, true),
          new UpdateRule.Adam(0.9, 0.999, 1e-8, false),
          new UpdateRule.Adam(0.9, 0.999, 1e-8, true),
          new UpdateRule.NAdam(0.9, 0.999, 1e-8, 0.004),
          new UpdateRule.Lion(0.9, 0.99));

  private UpdateCases() {}

  static void add(List<KernelCase> cases, DType dtype, Sizes sizes) {
    int bytes = dtype.bytes();
    Operand ok = Operand.ones(DType.U8);
    Operand value = Operand.normal(dtype, sizes.rows(2 * bytes) * Sizes.COLUMNS);
    cases.add(
        new KernelCase("update", set -> new Update.Assign("w." + set), List.of(value, ok), ""));
    for (UpdateRule rule : RULES) {
      int rows = sizes.rows((3 + 2 * rule.slots().size()) * bytes);
      step(cases, dtype, rows, set -> step(rule, false, set));
      if (rule instanceof UpdateRule.Adam adam && !adam.greatest()) {
        step(cases, dtype, rows, set -> step(rule, true, set));
      }
    }
    Operand gradient = Operand.normal(dtype, sizes.rows(bytes) * Sizes.COLUMNS);
    cases.add(KernelCase.of("update", new Fused.ClipScale(1, true), gradient));
  }

  private static Op step(UpdateRule rule, boolean decoupled, int set) {
    List<String> slots = rule.slots().stream().map(slot -> slot + "." + set).toList();
    return Update.Optimize.plain("w." + set, slots, rule, decoupled, DECAY);
  }

  private static void step(List<KernelCase> cases, DType dtype, int rows, IntFunction<Op> op) {
    List<Operand> operands =
        List.of(
            Operand.normal(dtype, rows * Sizes.COLUMNS),
            Operand.magnitudes(dtype, 3),
            Operand.ones(DType.I32),
            Operand.ones(dtype),
            Operand.ones(DType.U8));
    cases.add(new KernelCase("update", op, operands, ""));
  }
}
