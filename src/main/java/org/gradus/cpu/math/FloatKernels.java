package org.gradus.cpu.math;

/**
 * The door to the f32 inner loops, behind which stand two implementations that give the same bits.
 *
 * <p>{@link SimdKernels} is written on the Vector API and chosen when its module is in the running
 * Java. {@link PlainKernels} is ordinary Java for every other case. No class of the Vector API is
 * named outside the first, so that none is loaded without the module.
 */
public interface FloatKernels {
  /** Short name for logs and tests. */
  String name();

  /**
   * Creates the inner part of the matrix product.
   *
   * @param threads how many threads will call it at a time, one for each {@link Workers#slot}
   */
  TileKernel tile(int threads);

  /** Functions of one variable. */
  FloatFunctions functions();

  /** Arithmetic. */
  FloatRows rows();

  /** Reductions. */
  FloatSums sums();

  /**
   * Dropout.
   *
   * @param threads how many threads will call it at a time
   */
  FloatDropouts dropouts(int threads);

  /**
   * Chooses the fastest kernels that can run here, and says so once in the log if those are the
   * plain ones.
   */
  static FloatKernels best() {
    return KernelChoice.BEST;
  }
}
