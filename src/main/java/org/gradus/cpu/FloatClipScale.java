package org.gradus.cpu;

import org.gradus.cpu.math.FloatSums;
import org.gradus.cpu.math.Workers;
import org.gradus.op.Fused;

/** The norm of an F32 gradient and the scale that keeps it in bounds. */
final class FloatClipScale {
  /** Squares of floats below the root of this may have lost digits. */
  private static final double SMALL = 0x1p-66;

  /** Elements whose squares are summed in float; the sums are added in double. */
  private static final int BLOCK = 1024;

  private final Parallel parallel;
  private final FloatSums sums;

  FloatClipScale(Parallel parallel, FloatSums sums) {
    this.parallel = parallel;
    this.sums = sums;
  }

  Kernel lower(Fused.ClipScale op, Binding binding) {
    Operand x = binding.in(0);
    Operand scale = binding.outOrScratch(0);
    Operand norm = binding.outOrScratch(1);
    double[] parts = new double[Workers.chunks(x.size(), Parallel.GRAIN)];
    Kernel section =
        parallel.elements(
            x.size(), (from, to) -> parts[from / Parallel.GRAIN] = squares(x, from, to));
    return () -> {
      section.run();
      double total = 0;
      for (double part : parts) {
        total += part;
      }
      norm.set(0, Math.sqrt(total));
      scale.set(0, ReferenceFused.clipScale(op, Math.sqrt(total)));
    };
  }

  private double squares(Operand x, int from, int to) {
    float[] values = x.floats();
    int start = x.offset() + from;
    int end = x.offset() + to;
    double total = 0;
    for (int i = start; i < end; i += BLOCK) {
      total += sums.sumOfSquares(values, i, Math.min(BLOCK, end - i));
    }
    return total > SMALL && total < Double.POSITIVE_INFINITY ? total : wide(values, start, end);
  }

  /** The sum where squares leave the range of floats. */
  private static double wide(float[] values, int start, int end) {
    double total = 0;
    for (int i = start; i < end; i++) {
      total += (double) values[i] * values[i];
    }
    return total;
  }
}
