package org.gradus.gpu.lowering;

import java.util.List;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.DType;

/**
 * How {@code sm80_matmul.cu} cuts a matrix product, on tensor cores or, of f32 that is not to be
 * rounded, on the ordinary units.
 *
 * @param m rows of the result that a group computes
 * @param n columns of the result that a group computes
 * @param warpsM warps of a group that share the rows
 * @param warpsN warps of a group that share the columns
 * @param stages tiles of the operands that are in shared memory at a time
 * @param plain whether without tensor cores
 */
record TensorTiles(int m, int n, int warpsM, int warpsN, int stages, boolean plain)
    implements ProductTiles {
  /** What there is to choose from, the more work for each number read the earlier. */
  static final List<TensorTiles> ALL =
      List.of(
          new TensorTiles(128, 256, 2, 4, 4, false),
          new TensorTiles(128, 128, 2, 2, 4, false),
          new TensorTiles(64, 64, 2, 2, 4, false));

  /** The tile of f32, three groups of which share a multiprocessor's registers. */
  static final TensorTiles PLAIN = new TensorTiles(128, 64, 2, 2, 3, true);

  /** Of a row or a column in shared memory: TILE_K elements. */
  static final int DEPTH_BYTES = 64;

  private static final int WARP = 32;
  private static final int READS = 16;

  /** What four copies of 4 bytes in place of one of 16 cost, as a part of the time of a step. */
  private static final double SHORT_COPIES = 1.25;

  @Override
  public String title() {
    return "sm80_matmul%s %dx%d".formatted(plain ? "_f32" : "", m, n);
  }

  @Override
  public boolean suits(Product product, DType operands, Traits traits) {
    boolean suits =
        plain ? TensorProducts.suitPlain(product, traits) : TensorProducts.suit(product, traits);
    return suits && fits(traits);
  }

  /** Whether a group can share as much memory. */
  boolean fits(Traits traits) {
    return localBytes() <= traits.tensorCores().localBytes();
  }

  @Override
  public int step(DType operands) {
    return DEPTH_BYTES / operands.bytes();
  }

  /**
   * {@inheritDoc} For each step a warp reads its part of both tiles from shared memory, and the
   * group writes the next ones.
   */
  @Override
  public TileCost cost(Product product, DType operands, Traits traits) {
    int step = step(operands);
    double cycles = plain ? plainCycles(traits) : tensorCycles(operands, traits);
    double waiting = UnitRates.LATENCY / (stages - 1);
    if (!product.operandsDivisibleBy(Integer.BYTES / operands.bytes())) {
      cycles *= 2; // copies go through registers, and nothing is under way meanwhile
      waiting = UnitRates.LATENCY;
    } else if (!product.operandsDivisibleBy(TensorProducts.CHUNK_BYTES / operands.bytes())) {
      cycles *= SHORT_COPIES;
    }
    return new TileCost(together(traits), (double) m * n * step / cycles, waiting, step);
  }

  /** Cycles of a step by tensor cores, or of shared memory if that takes longer. */
  private double tensorCycles(DType operands, Traits traits) {
    double bytes = DEPTH_BYTES * (warpsN * m + warpsM * n + m + n);
    return Math.max(
        (double) m * n * step(operands) / UnitRates.tensor(operands, traits),
        bytes / UnitRates.LOCAL_BYTES);
  }

  /**
   * Cycles of a step by ordinary units: for four steps of K an item has 8 x 8 products four times,
   * and 16 reads of shared memory beside them.
   */
  private double plainCycles(Traits traits) {
    int products = 4 * m * n / items();
    double instructions = products + READS;
    return instructions / products * m * n * step(DType.F32) / UnitRates.plain(traits);
  }

  /** Groups of a multiprocessor: as GROUPS in the kernel has it, and as many as memory is for. */
  private int together(Traits traits) {
    int registers = plain ? 3 : m * n <= 64 * 64 ? 4 : m * n <= 128 * 128 ? 2 : 1;
    int reserved = 1 << 10; // of each group, by the driver
    int memory = (traits.tensorCores().localBytes() + reserved) / (localBytes() + reserved);
    return Math.max(1, Math.min(registers, memory));
  }

  @Override
  public void lower(Product product, Slices slices, StepCode code) {
    TensorProducts.lower(product, this, slices, code);
  }

  /** Items of a group. */
  int items() {
    return WARP * warpsM * warpsN;
  }

  /** Memory that a group shares. */
  int localBytes() {
    return stages * (m + n) * DEPTH_BYTES;
  }
}
