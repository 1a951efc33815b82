package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import org.gradus.check.OpCase.Scale;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.DType;
import org.gradus.op.Fused;
import org.gradus.op.Update;
import org.gradus.op.Update.Span;
import org.gradus.op.UpdateRule;
import org.gradus.op.UpdateRule.Momentum.Form;

/**
 * Optimizer steps, and the scale that clips gradients. What the formulas should be is known from
 * PyTorch's numbers, which the tests compare with.
 */
final class OptimizerCases {
  private static final int[] SIZES = {1, 31, 257, 40_000};
  private static final double DECAY = 0.01;

  /** Steps at which the powers of Adam's bias corrections are near 1, between, and all but 0. */
  private static final int[] STEPS = {0, 999, 30_000, 20_000_001};

  private static final List<Span> SPANS =
      List.of(
          new Span(0, 1, DECAY),
          new Span(16, 1, 0),
          new Span(48, 0.5, DECAY),
          new Span(64, 0, 0.5),
          new Span(224, 3, 0));

  private final List<OpCase> cases = new ArrayList<>();

  private OptimizerCases() {}

  /** Every rule, with weight decay of the kind that is usual for it. */
  static List<Update.Optimize> steps() {
    List<Update.Optimize> steps = new ArrayList<>();
    steps.add(step(new UpdateRule.Sgd(), false));
    for (Form form : Form.values()) {
      steps.add(step(new UpdateRule.Momentum(0.9, form), false));
    }
    steps.add(step(new UpdateRule.Adagrad(1e-10), false));
    steps.add(step(new UpdateRule.Adadelta(0.9, 1e-6), false));
    for (boolean centred : new boolean[] {false, true}) {
      // Where the centred square is 0 the gradient is divided by epsilon alone, its rounding with
      // it.
      double epsilon = centred ? 1e-3 : 1e-8;
      steps.add(step(new UpdateRule.RmsProp(0.99, epsilon, 0, centred), false));
      steps.add(step(new UpdateRule.RmsProp(0.99, epsilon, 0.9, centred), false));
    }
    steps.add(step(new UpdateRule.Adam(0.9, 0.999, 1e-8, false), false));
    steps.add(step(new UpdateRule.Adam(0.9, 0.999, 1e-8, false), true));
    steps.add(step(new UpdateRule.Adam(0.9, 0.999, 1e-8, true), false));
    steps.add(step(new UpdateRule.NAdam(0.9, 0.999, 1e-8, 0.004), false));
    steps.add(step(new UpdateRule.Lion(0.9, 0.99), true));
    return steps;
  }

  private static Update.Optimize step(UpdateRule rule, boolean decoupled) {
    List<String> slots = new ArrayList<>();
    for (int i = 0; i < rule.slots().size(); i++) {
      slots.add("x" + (i + 1));
    }
    return Update.Optimize.plain("x0", slots, rule, decoupled, DECAY);
  }

  static List<OpCase> all() {
    OptimizerCases all = new OptimizerCases();
    for (Update.Optimize step : steps()) {
      all.step(step);
    }
    for (int n : SIZES) {
      all.clips(n);
    }
    return all.cases;
  }

  private void step(Update.Optimize op) {
    for (int n : SIZES) {
      add(of(op, n, 1, 6, 1));
    }
    for (int step : STEPS) {
      add(of(op, 31, 1, step, 1).named("step " + step));
    }
    Update.Optimize clipped =
        new Update.Optimize("x0", op.slots(), op.rule(), op.decoupled(), 0.75, op.spans());
    add(of(clipped, 257, 1, 6, 0.5).named("clipped"));
    Update.Optimize parts =
        new Update.Optimize("x0", op.slots(), op.rule(), op.decoupled(), op.bound(), SPANS);
    add(of(parts, 257, 1, 6, 1).named("in parts"));
    int variables = 1 + op.slots().size();
    add(
        of(op, 257, 0, 6, 1)
            .named("held back")
            .with(Trait.EXACT)
            .equalTo(in -> in.subList(0, variables)));
  }

  private void add(OpCase one) {
    OpCase whole = one.with(Trait.NO_GRADIENT);
    cases.add(one.elements() > 2000 ? whole.with(Trait.FULL_ONLY) : whole);
  }

  private static OpCase of(Update.Optimize op, int n, int ok, int step, double scale) {
    List<OperandSpec> operands = new ArrayList<>();
    operands.add(OperandSpec.of(n).asVariable());
    for (String slot : op.rule().slots()) {
      operands.add(OperandSpec.of(slot(op.rule(), slot), n).asVariable());
    }
    boolean signs = op.rule() instanceof UpdateRule.Lion;
    operands.add(OperandSpec.of(signs ? Domain.magnitudes(0.1, 2) : Domain.normal(), n));
    operands.add(OperandSpec.of(Domain.uniform(0.01, 0.1), 4));
    operands.add(OperandSpec.of(DType.I32, Domain.constant(step)));
    operands.add(OperandSpec.of(Domain.constant(scale)));
    operands.add(OperandSpec.of(DType.U8, Domain.constant(ok)));
    return OpCase.of(op, operands.toArray(OperandSpec[]::new)).sums(1, Scale.LARGEST);
  }

  /** Squares are not negative; a mean leaves no doubt which sign Lion's blend has. */
  private static Domain slot(UpdateRule rule, String name) {
    if (name.contains("square")) {
      return Domain.uniform(0.1, 2);
    }
    if (rule instanceof UpdateRule.Lion) {
      return Domain.magnitudes(0.5, 1);
    }
    return name.equals("mean") ? Domain.uniform(-0.2, 0.2) : Domain.normal();
  }

  /** Norms about the root of n, above the limit and below it. */
  private void clips(int n) {
    for (double limit : new double[] {0.01, 1000}) {
      clip(new Fused.ClipScale(limit, true), n, "to limit " + limit);
      clip(new Fused.ClipScale(limit, false), n, "by norm above " + limit);
    }
    clip(new Fused.ClipScale(0, false), n, "to direction");
    Fused.ClipScale one = new Fused.ClipScale(1, true);
    // Squares that no float holds.
    OpCase huge = clipCase(one, n, Domain.magnitudes(1e25, 2e25)).named("huge");
    cases.add(sized(huge.with(Trait.NO_GRADIENT).with(Trait.FIXED_TYPES)));
    OpCase tiny =
        clipCase(new Fused.ClipScale(0, false), n, Domain.magnitudes(1e-25, 2e-25)).named("tiny");
    cases.add(sized(tiny.with(Trait.NO_GRADIENT).with(Trait.FIXED_TYPES)));
  }

  private void clip(Fused.ClipScale op, int n, String name) {
    cases.add(sized(clipCase(op, n, Domain.magnitudes(0.5, 1)).named(name)));
  }

  private static OpCase clipCase(Fused.ClipScale op, int n, Domain domain) {
    return OpCase.of(op, OperandSpec.of(domain, n)).sums(n, Scale.RESULT);
  }

  private static OpCase sized(OpCase one) {
    return one.elements() > 2000 ? one.with(Trait.FULL_ONLY) : one;
  }
}
