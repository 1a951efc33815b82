package org.gradus.plan;

import org.gradus.op.DType;

/**
 * How a device wants a plan's values laid out.
 *
 * @param poolPerType whether each element type has a pool of its own, as Java arrays need, or all
 *     share one
 * @param reuse whether values whose lives do not overlap may share memory; without, every value is
 *     intact after a run and can be looked at
 * @param alignment bytes to whose multiples values are aligned in their pool
 */
public record MemoryModel(boolean poolPerType, boolean reuse, int alignment) {
  /** One Java array for each element type. */
  public static final MemoryModel ARRAYS = new MemoryModel(true, true, 64);

  /** One block of bytes, as GPUs have. */
  public static final MemoryModel BYTES = new MemoryModel(false, true, 256);

  /** The same layout with every value in memory of its own. */
  public MemoryModel unshared() {
    return new MemoryModel(poolPerType, false, alignment);
  }

  /** The number of the pool that holds values of {@code dtype}. */
  public int pool(DType dtype) {
    return poolPerType ? dtype.ordinal() : 0;
  }

  /** The number of pools. */
  public int pools() {
    return poolPerType ? DType.values().length : 1;
  }
}
