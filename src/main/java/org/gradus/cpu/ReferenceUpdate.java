package org.gradus.cpu;

import java.util.List;
import org.gradus.op.Update;

/** Optimizers by their formulas, in double. */
final class ReferenceUpdate {
  private ReferenceUpdate() {}

  static Kernel lower(Update op, Binding binding) {
    return switch (op) {
      case Update.Assign ignored -> throw ReferenceLowering.notArithmetic(op);
      case Update.AdjustScale ignored -> throw ReferenceLowering.notArithmetic(op);
      case Update.RecordRow ignored -> throw ReferenceLowering.notArithmetic(op);
      case Update.Optimize step -> optimize(step, binding);
    };
  }

  private static Kernel optimize(Update.Optimize op, Binding binding) {
    OptimizerStep now = new OptimizerStep(binding);
    ReferenceRule rule = ReferenceRule.of(op.rule());
    Operand w = binding.out();
    Operand[] slots = new Operand[op.slots().size()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = binding.outOrScratch(i + 1);
    }
    ReferenceRule.Element x = new ReferenceRule.Element();
    return () -> {
      if (!now.isOk()) {
        return;
      }
      for (int i = 0; i < w.size(); i++) {
        Update.Span span = spanOf(op.spans(), i);
        double rate = now.rate() * span.factor();
        double gradient = binding.in(0).get(i) * now.scale();
        double clipped = Math.max(-op.bound(), Math.min(op.bound(), gradient));
        double weight = w.get(i);
        x.g = clipped + (op.decoupled() ? 0 : span.decay()) * weight;
        x.w = weight * (1 - (op.decoupled() ? rate * span.decay() : 0));
        for (int j = 0; j < slots.length; j++) {
          x.slots[j] = slots[j].get(i);
        }
        rule.apply(x, rate, now.step() + 1.0);
        w.set(i, x.w);
        for (int j = 0; j < slots.length; j++) {
          slots[j].set(i, x.slots[j]);
        }
      }
    };
  }

  private static Update.Span spanOf(List<Update.Span> spans, int element) {
    Update.Span found = spans.getFirst();
    for (Update.Span span : spans) {
      found = span.from() <= element ? span : found;
    }
    return found;
  }
}
