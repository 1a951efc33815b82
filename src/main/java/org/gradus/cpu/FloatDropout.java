package org.gradus.cpu;

import org.gradus.cpu.math.DropoutKey;
import org.gradus.cpu.math.DropoutRule;
import org.gradus.cpu.math.FloatDropouts;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.op.Fused;

/** Dropout of F32 values. */
final class FloatDropout {
  private final Parallel parallel;
  private final FloatDropouts dropouts;

  FloatDropout(Parallel parallel, FloatKernels kernels) {
    this.parallel = parallel;
    this.dropouts = kernels.dropouts(parallel.workers().threads());
  }

  Kernel lower(Fused.Dropout op, Binding binding) {
    Operand x = binding.in(0);
    Operand step = binding.in(1);
    Operand y = binding.out();
    DropoutKey key = new DropoutKey(op.seed(), op.stream());
    int threshold = DropoutRule.threshold(op.rate());
    float scale = (float) (1 / (1 - op.rate()));
    Kernel section =
        parallel.loop(
            y.size(),
            Parallel.GRAIN / 4, // a random number costs more than most
            (from, to) ->
                dropouts.apply(
                    key,
                    from,
                    threshold,
                    scale,
                    x.floats(),
                    x.offset() + from,
                    y.floats(),
                    y.offset() + from,
                    to - from));
    return () -> {
      key.step(step.ints()[step.offset()]);
      section.run();
    };
  }
}
