package org.gradus.cpu;

/** Inner loops in ordinary Java; what the other kernels must agree with bit for bit. */
final class PlainKernels implements FloatKernels {
  @Override
  public String name() {
    return "plain";
  }

  @Override
  public TileKernel tile(int threads) {
    return new PlainTile(threads);
  }
}
