package org.gradus.cpu;

import org.gradus.op.Fused;
import org.gradus.random.Philox;

/** Dropout of F32 values, four to a block of Philox. */
final class FloatDropout {
  private static final int BLOCK = 4;

  private final Parallel parallel;

  FloatDropout(Parallel parallel) {
    this.parallel = parallel;
  }

  Kernel lower(Fused.Dropout op, Binding binding) {
    Operand x = binding.in(0);
    Operand step = binding.in(1);
    Operand y = binding.out();
    int threshold = DropoutRule.threshold(op.rate());
    float scale = (float) (1 / (1 - op.rate()));
    int[][] words = new int[parallel.workers().threads()][BLOCK];
    return parallel.loop(
        y.size(),
        Parallel.GRAIN / BLOCK,
        (from, to) -> {
          int[] word = words[Workers.slot()];
          int now = step.ints()[step.offset()];
          for (int i = from; i < to; i++) {
            if (i % BLOCK == 0) { // ranges begin at multiples of four
              Philox.block(op.seed(), op.stream(), now, i / BLOCK, word);
            }
            boolean keeps = DropoutRule.keeps(word[i % BLOCK], threshold);
            float value = x.floats()[x.offset() + i];
            y.floats()[y.offset() + i] = keeps ? value * scale : 0;
          }
        });
  }
}
