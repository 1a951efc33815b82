package org.gradus.gpu.lowering;

import java.util.List;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.DType;

/**
 * How {@code sm90_matmul.cu} cuts a matrix product.
 *
 * @param m rows of the result that a group computes
 * @param n columns of the result that a group computes
 * @param stages tiles of the operands that are in shared memory at a time
 * @param residents groups that a multiprocessor holds
 */
record Sm90Tiles(int m, int n, int stages, int residents) implements ProductTiles {
  /** What there is to choose from, the more work for each number read the earlier. */
  static final List<Sm90Tiles> ALL =
      List.of(
          new Sm90Tiles(128, 256, 4, 1),
          new Sm90Tiles(128, 128, 6, 1),
          new Sm90Tiles(64, 64, 6, 2));

  /** Steps of K in a stage; TILE_K. */
  private static final int DEPTH = 64;

  private static final int OPERAND_BYTES = 2; // of an element

  /** Rows that four warps multiply. */
  private static final int WARPGROUP_ROWS = 64;

  private static final int WARPGROUP = 128; // items

  /** Of shared memory for each row of the 16 that a warp ends; PART. */
  private static final int END_BYTES = 4096 / 16;

  private static final int BARRIER_BYTES = 8;

  /** Pairs of groups may leave one tile in so many idle. */
  private static final int WORTH_A_PAIR = 16;

  /** What {@code wgmma} does beside {@code mma.sync} in the same time. */
  private static final int TIMES_MMA = 2;

  @Override
  public String title() {
    return "sm90_matmul %dx%d".formatted(m, n);
  }

  @Override
  public boolean suits(Product product, DType operands, Traits traits) {
    return Sm90Products.suit(product, operands, traits)
        && localBytes() <= traits.tensorCores().localBytes()
        && count(product) <= Integer.MAX_VALUE / Slices.most(product); // counted in 32 bits
  }

  @Override
  public boolean reaches(StepCode code) {
    return Sm90Products.reaches(code);
  }

  @Override
  public int step(DType operands) {
    return DEPTH;
  }

  @Override
  public int edges(Product product, Traits traits) {
    return m + n / cluster(product, traits);
  }

  /**
   * {@inheritDoc} For each step every consumer reads its rows and the whole tile of columns from
   * shared memory, and TMA writes the next ones.
   */
  @Override
  public TileCost cost(Product product, DType operands, Traits traits) {
    int consumers = m / WARPGROUP_ROWS;
    double bytes = (double) DEPTH * OPERAND_BYTES * (consumers * (WARPGROUP_ROWS + n) + m + n);
    double results = (double) m * n * DEPTH;
    double cycles =
        Math.max(
            results / (TIMES_MMA * UnitRates.tensor(operands, traits)),
            bytes / UnitRates.LOCAL_BYTES);
    return new TileCost(residents, results / cycles, UnitRates.LATENCY / (stages - 1), DEPTH);
  }

  @Override
  public void lower(Product product, Slices slices, StepCode code) {
    Sm90Products.lower(product, this, slices, code);
  }

  private int rows(Product product) {
    return Math.ceilDiv(product.m(), m);
  }

  /** How many groups share a tile of the second operand: two that take tiles below one another. */
  int cluster(Product product, Traits traits) {
    int idle = rows(product) % 2;
    boolean pairs = residents == 1 && idle * WORTH_A_PAIR < rows(product);
    return pairs && traits.units() > 1 ? 2 : 1;
  }

  /** How many groups there are, which take tiles until none is left. */
  long groups(Product product, int slices, Traits traits) {
    int cluster = cluster(product, traits);
    long clusters =
        product.batch()
            * Math.ceilDiv(rows(product), cluster)
            * Math.ceilDiv(product.n(), n)
            * slices;
    return cluster * Math.min(clusters, (long) residents * traits.units() / cluster);
  }

  /** Items of a group: those that fetch, and those that multiply. */
  int items() {
    return WARPGROUP + WARPGROUP * (m / WARPGROUP_ROWS);
  }

  /** Memory that a group shares. */
  int localBytes() {
    return stages * ((m + n) * DEPTH * OPERAND_BYTES + 2 * BARRIER_BYTES) + m * END_BYTES;
  }
}
