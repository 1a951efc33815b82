package org.gradus.cpu.math;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/** Inner loops on the Vector API, in vectors of the size the machine prefers. */
public final class SimdKernels implements FloatKernels {
  private static final int LANES = FloatVector.SPECIES_PREFERRED.length();

  /** Floats in a 512-bit vector; the machines that have those have 32 of them. */
  private static final int LANES_512 = 16;

  private final FloatFunctions functions = new SimdFunctions();
  private final FloatRows rows = new SimdRows();
  private final FloatSums sums = LANES < 8 ? new PlainSums() : new SimdSums();
  private final @Nullable TileWarmUp warmUp;

  /** Kernels that are used from the first call on. */
  public SimdKernels() {
    this(null);
  }

  private SimdKernels(@Nullable TileWarmUp warmUp) {
    this.warmUp = warmUp;
  }

  @Override
  public String name() {
    return "vector " + LANES * Float.SIZE + " bit";
  }

  /** Kernels of which the slowest to compile are plain until that is done in the background. */
  static SimdKernels warming() {
    TileWarmUp warmUp = new TileWarmUp(() -> simdTile(1));
    warmUp.start();
    return new SimdKernels(warmUp);
  }

  @Override
  public TileKernel tile(int threads) {
    TileKernel simd = simdTile(threads);
    return warmUp == null ? simd : new WarmingTile(simd, new PlainTile(threads), warmUp);
  }

  private static TileKernel simdTile(int threads) {
    boolean many = LANES == LANES_512 || System.getProperty("os.arch", "").equals("aarch64");
    return many ? new SimdTile12x2(threads) : new SimdTile3x3(threads);
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
    FloatDropouts simd = new SimdDropouts(threads);
    return warmUp == null ? simd : new WarmingDropouts(simd, threads);
  }
}
