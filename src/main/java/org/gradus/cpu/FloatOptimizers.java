package org.gradus.cpu;

import org.gradus.op.Update;

/** Optimizers over a flat F32 arena, each element touched once. */
final class FloatOptimizers {
  private final Parallel parallel;

  FloatOptimizers(Parallel parallel) {
    this.parallel = parallel;
  }

  Kernel lower(Update op, Binding binding) {
    return switch (op) {
      case Update.Assign ignored -> throw ReferenceLowering.notArithmetic(op);
      case Update.AdjustScale ignored -> throw ReferenceLowering.notArithmetic(op);
      case Update.RecordRow ignored -> throw ReferenceLowering.notArithmetic(op);
      case Update.Optimize optimize -> lower(new FloatStep(optimize, binding));
    };
  }

  private Kernel lower(FloatStep step) {
    Kernel section = parallel.elements(step.size(), step::run);
    return () -> {
      if (step.begin()) {
        section.run();
      }
    };
  }
}
