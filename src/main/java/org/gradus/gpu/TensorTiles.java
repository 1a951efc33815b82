package org.gradus.gpu;

import java.util.List;

/**
 * How {@code sm80_matmul.cu} cuts a matrix product; nothing but shapes and the device decides.
 *
 * @param m rows of the result that a group computes
 * @param n columns of the result that a group computes
 * @param warpsM warps of a group that share the rows
 * @param warpsN warps of a group that share the columns
 */
record TensorTiles(int m, int n, int warpsM, int warpsN) {
  /** What there is to choose from, the more work for each number read the earlier. */
  private static final List<TensorTiles> ALL =
      List.of(
          new TensorTiles(128, 256, 2, 4),
          new TensorTiles(128, 128, 2, 2),
          new TensorTiles(64, 64, 2, 2));

  /** Tiles of the operands that are in shared memory at a time; STAGES. */
  static final int STAGES = 4;

  /** Of a row or a column in shared memory: TILE_K elements. */
  static final int DEPTH_BYTES = 64;

  private static final int WARP = 32;

  /** The largest tile that still gives every multiprocessor work. */
  static TensorTiles of(Product product, Traits traits) {
    for (TensorTiles tile : ALL) {
      boolean wasteful = product.m() <= tile.m / 2 || product.n() <= tile.n / 2;
      boolean fits = tile.localBytes() <= traits.tensorCores().localBytes();
      long groups = tile.count(product) * Slices.most(product);
      if (!wasteful && fits && groups >= traits.units()) {
        return tile;
      }
    }
    return ALL.getLast();
  }

  /** Tiles of all results of {@code product}. */
  long count(Product product) {
    return product.batch() * Math.ceilDiv(product.m(), m) * Math.ceilDiv(product.n(), n);
  }

  /** Items of a group. */
  int items() {
    return WARP * warpsM * warpsN;
  }

  /** Memory that a group shares. */
  int localBytes() {
    return STAGES * (m + n) * DEPTH_BYTES;
  }
}
