package org.gradus.gpu.lowering;

import java.util.List;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.Contract.Form;
import org.gradus.op.DType;

/**
 * How the portable kernels cut matrix products.
 *
 * @param m rows of the result that a group computes, or of a panel on processors
 * @param n columns, likewise
 * @param k steps of the inner length at a time
 * @param itemM rows that an item computes
 * @param itemN columns that an item computes
 */
record MatMulTiles(int m, int n, int k, int itemM, int itemN) implements ProductTiles {
  /** What GPUs choose from, the more work for each number read the earlier. */
  static final List<MatMulTiles> GPU =
      List.of(
          new MatMulTiles(128, 128, 16, 8, 8),
          new MatMulTiles(64, 64, 16, 4, 4),
          new MatMulTiles(32, 32, 16, 4, 4));

  /** Floats after each row of a tile in local memory; see PITCH_A in matmul.cl. */
  private static final int PAD = 4;

  private static final int QUAD = 4;
  private static final int WARP = 32;

  /** Instructions of a step besides multiplications and copies. */
  private static final int COUNTING = 40;

  /** Cycles in which local memory answers a warp that reads a quad for each item. */
  private static final double LOCAL = 2;

  /**
   * For processors: as many sums as fit in the registers beside what they are computed from. 32
   * registers of 16 floats hold 12 x 2 vectors, 16 of 8 or 4 floats hold 4 x 2.
   */
  static MatMulTiles forCpu(int lanes) {
    return new MatMulTiles(lanes >= 16 ? 12 : 4, 2 * lanes, 1, 1, lanes);
  }

  @Override
  public String title() {
    return "matmul %dx%d".formatted(m, n);
  }

  @Override
  public boolean suits(Product product, DType operands, Traits traits) {
    return product.form() != Form.TF32
        && items() <= traits.maxGroup()
        && localBytes() <= traits.localBytes();
  }

  private int localBytes() {
    return 2 * k * (m + PAD + n + PAD) * Float.BYTES;
  }

  @Override
  public int step(DType operands) {
    return k;
  }

  /**
   * {@inheritDoc} Each step an item reads its rows and columns from local memory, four at a time,
   * of which a warp's items have many in common, brings its share of the next tiles, and keeps
   * count; one step of them is under way.
   */
  @Override
  public TileCost cost(Product product, DType operands, Traits traits) {
    double products = (double) itemM * itemN;
    double share = (double) k * (m + n) / items();
    double copies = 2 * (product.divisibleBy(QUAD) ? share / QUAD : share);
    double others = (itemM + itemN) / (double) QUAD + (copies + COUNTING) / k;
    double rate = UnitRates.plain(traits);
    double cycles = Math.max((products + others) / rate, (itemM + itemN) * LOCAL / (QUAD * WARP));
    return new TileCost(together(traits), products / cycles, UnitRates.LATENCY, k);
  }

  /**
   * Groups of a multiprocessor: of 64 K registers an item takes 64, or where it has 64 sums more
   * than two groups of 256 could have.
   */
  private int together(Traits traits) {
    int registers = itemM * itemN >= 64 ? 255 : 64;
    int groups = Math.clamp((64 << 10) / (registers * items()), 1, 16);
    return Math.clamp(2 * traits.localBytes() / localBytes(), 1, groups);
  }

  @Override
  public void lower(Product product, Slices slices, StepCode code) {
    Products.lower(product, this, slices, code);
  }

  /** Items of a group. */
  int items() {
    return m / itemM * (n / itemN);
  }

  /** For processors: as many slices of K as it takes to give the device {@code groups} groups. */
  Slices slices(Product product, int groups) {
    return Slices.of(product, count(product), k, groups);
  }
}
