package org.gradus.cpu.math;

/** Inner loops in ordinary Java; what the other kernels must agree with bit for bit. */
public final class PlainKernels implements FloatKernels {
  private final FloatFunctions functions = new PlainFunctions();
  private final FloatRows rows = new PlainRows();
  private final FloatSums sums = new PlainSums();

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public TileKernel tile(int threads) {
    return new PlainTile(threads);
  }

  @Override
  public FloatFunctions functions() {
    return functions;
  }

  @Override
  public FloatRows rows() {
    return rows;
  }

  @Override
  public FloatSums sums() {
    return sums;
  }

  @Override
  public FloatDropouts dropouts(int threads) {
    return new PlainDropouts(threads);
  }
}
