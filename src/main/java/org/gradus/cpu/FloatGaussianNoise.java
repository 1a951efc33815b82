package org.gradus.cpu;

import org.gradus.cpu.math.Workers;
import org.gradus.op.Fused;
import org.gradus.random.FloatNormals;
import org.gradus.random.Philox;

/** Normal noise on F32 values. */
final class FloatGaussianNoise {
  private static final int PIECE = 512; // elements drawn at once; whole blocks of Philox
  private static final int BLOCK = 4;

  private final Parallel parallel;
  private final int[][] words;
  private final float[][] normals;

  FloatGaussianNoise(Parallel parallel) {
    this.parallel = parallel;
    int threads = parallel.workers().threads();
    words = new int[threads][PIECE];
    normals = new float[threads][PIECE];
  }

  Kernel lower(Fused.GaussianNoise op, Binding binding) {
    Operand x = binding.in(0);
    Operand step = binding.in(1);
    Operand y = binding.out();
    return parallel.loop(
        y.size(),
        Parallel.GRAIN / 8, // a normal number costs more than a word of dropout's
        (from, to) -> {
          for (int at = from; at < to; at += PIECE) {
            add(op, step.ints()[step.offset()], x, y, at, Math.min(PIECE, to - at));
          }
        });
  }

  private void add(Fused.GaussianNoise op, int step, Operand x, Operand y, int at, int n) {
    int slot = Workers.slot();
    int[] drawn = words[slot];
    float[] z = normals[slot];
    Philox.fill(op.seed(), op.stream(), step, at / BLOCK, drawn);
    FloatNormals.fill(drawn, z);
    float sigma = op.sigma();
    float[] from = x.floats();
    float[] to = y.floats();
    int read = x.offset() + at;
    int written = y.offset() + at;
    for (int i = 0; i < n; i++) {
      to[written + i] = Math.fma(sigma, z[i], from[read + i]);
    }
  }
}
