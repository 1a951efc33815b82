package org.gradus.cpu;

import org.gradus.cpu.math.AdamScalars;
import org.gradus.cpu.math.FloatUpdates;
import org.gradus.op.Update;

/** Optimizers over a flat F32 arena, each element touched once. */
final class FloatOptimizers {
  private final Parallel parallel;
  private final FloatUpdates updates;

  FloatOptimizers(Parallel parallel, FloatUpdates updates) {
    this.parallel = parallel;
    this.updates = updates;
  }

  Kernel lower(Update op, Binding binding) {
    return switch (op) {
      case Update.Assign ignored -> throw ReferenceLowering.notArithmetic(op);
      case Update.RecordRow ignored -> throw ReferenceLowering.notArithmetic(op);
      case Update.Sgd sgd -> sgd(sgd, binding);
      case Update.Momentum momentum -> momentum(momentum, binding);
      case Update.Adam adam -> adam(adam, binding);
    };
  }

  private Kernel sgd(Update.Sgd op, Binding binding) {
    OptimizerStep now = new OptimizerStep(binding);
    Operand g = binding.in(0);
    Operand w = binding.out();
    float decay = (float) op.weightDecay();
    Kernel section =
        parallel.elements(
            w.size(),
            (from, to) ->
                updates.sgd(
                    w.floats(),
                    w.offset() + from,
                    g.floats(),
                    g.offset() + from,
                    (float) now.rate(),
                    decay,
                    to - from));
    return ifOk(now, section);
  }

  private Kernel momentum(Update.Momentum op, Binding binding) {
    OptimizerStep now = new OptimizerStep(binding);
    Operand g = binding.in(0);
    Operand w = binding.out();
    Operand v = binding.outOrScratch(1);
    Kernel section =
        parallel.elements(
            w.size(),
            (from, to) ->
                updates.momentum(
                    w.floats(),
                    w.offset() + from,
                    g.floats(),
                    g.offset() + from,
                    v.floats(),
                    v.offset() + from,
                    (float) now.rate(),
                    (float) op.weightDecay(),
                    (float) op.momentum(),
                    op.nesterov(),
                    to - from));
    return ifOk(now, section);
  }

  private Kernel adam(Update.Adam op, Binding binding) {
    OptimizerStep now = new OptimizerStep(binding);
    AdamScalars scalars = new AdamScalars();
    Operand g = binding.in(0);
    Operand w = binding.out();
    Operand m = binding.outOrScratch(1);
    Operand v = binding.outOrScratch(2);
    Kernel section =
        parallel.elements(
            w.size(),
            (from, to) ->
                updates.adam(
                    w.floats(),
                    w.offset() + from,
                    g.floats(),
                    g.offset() + from,
                    m.floats(),
                    m.offset() + from,
                    v.floats(),
                    v.offset() + from,
                    scalars,
                    to - from));
    return ifOk(
        now,
        () -> {
          scalars.set(
              op.beta1(),
              op.beta2(),
              op.epsilon(),
              now.rate(),
              op.weightDecay(),
              op.decoupled(),
              now.step() + 1L);
          section.run();
        });
  }

  private static Kernel ifOk(OptimizerStep now, Kernel section) {
    return () -> {
      if (now.isOk()) {
        section.run();
      }
    };
  }
}
