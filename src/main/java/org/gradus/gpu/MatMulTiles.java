package org.gradus.gpu;

import java.util.List;

/**
 * How matrix products are cut for a device; nothing but shapes and the device decides.
 *
 * @param m rows of the result that a group computes, or of a panel on processors
 * @param n columns, likewise
 * @param k steps of the inner length at a time
 * @param itemM rows that an item computes
 * @param itemN columns that an item computes
 */
record MatMulTiles(int m, int n, int k, int itemM, int itemN) {
  /** What GPUs choose from, the more work for each number read the earlier. */
  private static final List<MatMulTiles> GPU =
      List.of(
          new MatMulTiles(128, 128, 16, 8, 8),
          new MatMulTiles(64, 64, 16, 4, 4),
          new MatMulTiles(32, 32, 16, 4, 4));

  /** Floats after each row of a tile in local memory; see PITCH_A in matmul.cl. */
  private static final int PAD = 4;

  /** For GPUs: the largest tile that still gives every multiprocessor work. */
  static MatMulTiles forGpu(Product product, Traits traits) {
    for (MatMulTiles tile : GPU) {
      boolean wasteful = product.m() <= tile.m / 2 || product.n() <= tile.n / 2;
      long groups = tile.count(product) * Slices.most(product);
      if (!wasteful && tile.fits(traits) && groups >= traits.units()) {
        return tile;
      }
    }
    return GPU.getLast();
  }

  /**
   * For processors: as many sums as fit in the registers beside what they are computed from. 32
   * registers of 16 floats hold 12 x 2 vectors, 16 of 8 or 4 floats hold 4 x 2.
   */
  static MatMulTiles forCpu(int lanes) {
    return new MatMulTiles(lanes >= 16 ? 12 : 4, 2 * lanes, 1, 1, lanes);
  }

  private boolean fits(Traits traits) {
    int local = 2 * k * (m + PAD + n + PAD) * Float.BYTES;
    return items() <= traits.maxGroup() && local <= traits.localBytes();
  }

  /** Items of a group. */
  int items() {
    return m / itemM * (n / itemN);
  }

  /** Tiles of all results of {@code product}. */
  long count(Product product) {
    return product.batch() * Math.ceilDiv(product.m(), m) * Math.ceilDiv(product.n(), n);
  }

  /** As many slices of K as it takes to give the device {@code groups} groups. */
  Slices slices(Product product, int groups) {
    return Slices.of(product, count(product), k, groups);
  }
}
