package org.gradus.cpu;

import org.gradus.op.Update;

/** The scale of a loss after a step; three numbers, whatever their types. */
final class ScaleAdjustment {
  private ScaleAdjustment() {}

  static Kernel lower(Update.AdjustScale op, Binding binding) {
    Operand old = binding.in(0);
    Operand finite = binding.in(1);
    Operand ok = binding.in(2);
    Operand scale = binding.outOrScratch(0);
    Operand good = binding.outOrScratch(1);
    Operand skipped = binding.outOrScratch(2);
    return () -> {
      if (ok.get(0) == 0) {
        return;
      }
      if (finite.get(0) == 0) {
        scale.set(0, Math.max(old.get(0) * op.backoff(), op.least()));
        good.set(0, 0);
        skipped.set(0, skipped.get(0) + 1);
      } else if (good.get(0) + 1 < op.interval()) {
        good.set(0, good.get(0) + 1);
      } else {
        double grown = old.get(0) * op.growth();
        scale.set(0, Double.isFinite((float) grown) ? grown : old.get(0));
        good.set(0, 0);
      }
    };
  }
}
