package org.gradus.gpu.lowering;

import java.util.Comparator;
import java.util.List;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.DType;

/**
 * How long a candidate for a matrix product is expected to take: waves of groups over the
 * multiprocessors, each as long as arithmetic, local memory or the second level cache make it; what
 * memory has to move at the least; and the addition of slices.
 *
 * <p>It is arithmetic on what the driver tells of the device, nothing is measured, and the same
 * arguments give the same answer on every machine. {@code docs/kernels/matmul.md} has the formulas.
 */
final class ProductModel {
  /** Cycles of a wave besides its steps: its groups begin, their first tiles arrive, results go. */
  private static final double WAVE_CYCLES = 2000;

  /** Of a launch that follows another in a replayed graph. */
  private static final double LAUNCH_NANOSECONDS = 1300;

  /**
   * Tile rows that follow one another down before the next column of tiles: BAND in the kernels.
   */
  private static final int BAND = 8;

  private final Product product;
  private final DType operands;
  private final Traits traits;

  private ProductModel(Product product, DType operands, Traits traits) {
    this.product = product;
    this.operands = operands;
    this.traits = traits;
  }

  /**
   * The candidates, the one that is expected to be fastest first; of equal ones that which computes
   * the fewest elements, those outside the result among them, and of these the earlier.
   */
  static List<ProductCandidate> ranked(Product product, DType operands, Traits traits) {
    ProductModel model = new ProductModel(product, operands, traits);
    Comparator<ProductCandidate> byTime = Comparator.comparingDouble(model::nanoseconds);
    return ProductCandidates.of(product, operands, traits).stream()
        .sorted(byTime.thenComparingLong(model::elements))
        .toList();
  }

  /** The time that {@code candidate} is expected to take. */
  static double nanoseconds(
      ProductCandidate candidate, Product product, DType operands, Traits traits) {
    return new ProductModel(product, operands, traits).nanoseconds(candidate);
  }

  /** The elements of all tiles. */
  private long elements(ProductCandidate candidate) {
    return candidate.groups(product) * candidate.tiles().m() * candidate.tiles().n();
  }

  private double nanoseconds(ProductCandidate candidate) {
    double waves = waves(candidate) / traits.speeds().clock();
    double cycles = Math.max(waves, memory(candidate) / traits.speeds().clock());
    return LAUNCH_NANOSECONDS + cycles + adding(candidate.slices());
  }

  /** Cycles of all waves, full ones and a last one that may be smaller. */
  private double waves(ProductCandidate candidate) {
    TileCost cost = candidate.tiles().cost(product, operands, traits);
    long groups = candidate.groups(product);
    long together = (long) traits.units() * cost.groups();
    long full = groups / together;
    double cycles = full * wave(candidate, cost, cost.groups());
    long rest = groups % together;
    if (rest > 0) {
      cycles += wave(candidate, cost, Math.ceilDiv(rest, (long) traits.units()));
    }
    return cycles;
  }

  /** Cycles of a wave in which a multiprocessor has so many groups. */
  private double wave(ProductCandidate candidate, TileCost cost, long groups) {
    ProductTiles tiles = candidate.tiles();
    double length = candidate.slices().length();
    double arithmetic = groups * tiles.m() * tiles.n() * length / cost.rate();
    double waiting = Math.ceil(length / cost.step()) * cost.stepCycles();
    double read = groups * tiles.edges(product, traits) * length * operands.bytes();
    return WAVE_CYCLES + Math.max(Math.max(arithmetic, waiting), read / UnitRates.CACHE_BYTES);
  }

  /** Cycles in which memory moves the operands as often as waves need them, and the results. */
  private double memory(ProductCandidate candidate) {
    double operandBytes =
        ((double) product.m() + product.n()) * product.k() * product.batch() * operands.bytes();
    double moved = Math.max(operandBytes, again(candidate, operandBytes));
    moved += (double) product.results() * product.dtype().bytes();
    return moved / memoryRate();
  }

  /**
   * Bytes of operands that all waves read together, if the cache holds only what one wave needs.
   */
  private double again(ProductCandidate candidate, double operandBytes) {
    if (operandBytes <= traits.speeds().cache()) {
      return operandBytes;
    }
    ProductTiles tiles = candidate.tiles();
    long together = (long) traits.units() * tiles.cost(product, operands, traits).groups();
    double rows = Math.min(BAND, Math.ceilDiv(product.m(), tiles.m()));
    double columns = Math.min((double) Math.ceilDiv(product.n(), tiles.n()), together / rows);
    double each =
        (rows * tiles.m() + Math.max(1, columns) * tiles.n())
            * candidate.slices().length()
            * operands.bytes();
    return Math.ceil((double) candidate.groups(product) / together) * each;
  }

  /** Nanoseconds of matmul_sum, and of what the kernel writes for it. */
  private double adding(Slices slices) {
    if (slices.count() == 1) {
      return 0;
    }
    double sums = 2.0 * slices.count() * product.results() * Float.BYTES;
    double results = (double) product.results() * product.dtype().bytes();
    double rate =
        sums / 2 <= traits.speeds().cache() ? UnitRates.CACHE_BYTES * traits.units() : memoryRate();
    return LAUNCH_NANOSECONDS + (sums + results) / rate / traits.speeds().clock();
  }

  /** Bytes of memory in a cycle. */
  private double memoryRate() {
    return traits.speeds().memoryBytesPerCycle(traits.units()) * traits.units();
  }
}
