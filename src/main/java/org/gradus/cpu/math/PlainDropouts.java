package org.gradus.cpu.math;

import org.gradus.random.Philox;

/** {@link FloatDropouts} one block of Philox at a time. */
final class PlainDropouts implements FloatDropouts {
  private static final int BLOCK = 4;

  private final int[][] words;

  PlainDropouts(int threads) {
    words = new int[threads][BLOCK];
  }

  @Override
  public void apply(
      DropoutKey key,
      int first,
      int threshold,
      float scale,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int n) {
    int[] word = words[Workers.slot()];
    for (int i = 0; i < n; i++) {
      if (i % BLOCK == 0) {
        Philox.block(key.seed, key.stream, key.step, (first + i) / BLOCK, word);
      }
      boolean keeps = DropoutRule.keeps(word[i % BLOCK], threshold);
      y[yAt + i] = keeps ? x[xAt + i] * scale : 0;
    }
  }
}
