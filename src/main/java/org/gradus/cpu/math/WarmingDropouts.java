package org.gradus.cpu.math;

/** Dropout by the plain loop until the vector loop is compiled; the bits are the same. */
final class WarmingDropouts implements FloatDropouts {
  private final FloatDropouts plain;
  private final FloatDropouts fast;
  private final LoopWarmUp loop;

  WarmingDropouts(FloatDropouts fast, int threads) {
    this.fast = fast;
    plain = new PlainDropouts(threads);
    float[] x = new float[LoopWarmUp.LENGTH];
    DropoutKey key = new DropoutKey(0, 0);
    loop = new LoopWarmUp(() -> fast.apply(key, 0, 1, 1, x, 0, x, 0, LoopWarmUp.LENGTH));
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
    FloatDropouts now = loop.isDone() ? fast : plain;
    now.apply(key, first, threshold, scale, x, xAt, y, yAt, n);
  }
}
