package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Traits;
import org.gradus.op.DType;

/**
 * Multiplications with additions that a multiprocessor does in a cycle, by NVIDIA's tables of each
 * compute capability.
 *
 * <p>GeForce models of 8.6, 8.9 and 12.0 do half of what is said here of tensor cores with sums in
 * f32; no choice depends on that, as it is half for all tiles.
 */
final class UnitRates {
  /** Bytes of local memory that a multiprocessor reads or writes in a cycle. */
  static final double LOCAL_BYTES = 128;

  /**
   * Bytes that a multiprocessor gets from the second level cache in a cycle: 5120 for all of 132.
   */
  static final double CACHE_BYTES = 40;

  /** Cycles until memory answers. */
  static final double LATENCY = 700;

  private UnitRates() {}

  /** Of f32 without tensor cores. */
  static double plain(Traits traits) {
    return traits.tensorCores().generation() == 80 ? 64 : 128;
  }

  /** Of {@code mma.sync} with operands of that type; those of f32 are rounded to tf32. */
  static double tensor(DType operands, Traits traits) {
    int generation = traits.tensorCores().generation();
    double half = generation == 80 || (generation >= 90 && generation < 120) ? 1024 : 512;
    return operands == DType.F32 ? half / 2 : half;
  }
}
