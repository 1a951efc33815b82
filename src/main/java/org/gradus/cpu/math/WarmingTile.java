package org.gradus.cpu.math;

/** A tile kernel that hands products to a slower one until it has been compiled. */
record WarmingTile(TileKernel fast, TileKernel meanwhile, TileWarmUp warmUp) implements TileKernel {
  @Override
  public TileKernel now() {
    return warmUp.done() ? fast : meanwhile;
  }

  @Override
  public int rows() {
    return fast.rows();
  }

  @Override
  public int width(int n) {
    return fast.width(n);
  }

  @Override
  public void tile(
      int depth,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      int width,
      float[] c,
      int cOffset,
      int ldc,
      int m,
      int n,
      boolean accumulate) {
    fast.tile(depth, a, aOffset, b, bOffset, width, c, cOffset, ldc, m, n, accumulate);
  }
}
