package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Traits;
import org.gradus.op.DType;

/**
 * How a kernel for GPUs cuts matrix products, and what it can do in a cycle. One of these is all
 * that {@link ProductCandidates} and {@link ProductModel} have to know of a kernel.
 */
interface ProductTiles {
  /** Kernel and tile, such as {@code sm80_matmul 128x256}, by which tables of measurements go. */
  String title();

  /** Rows of the result that a group computes. */
  int m();

  /** Columns of the result that a group computes. */
  int n();

  /** Whether the kernel computes {@code product} on a device of these traits. */
  boolean suits(Product product, DType operands, Traits traits);

  /** Whether it can take the operands of a step where they begin. */
  default boolean reaches(StepCode code) {
    return true;
  }

  /** Rows and columns of the operands that a group fetches, less what it shares with another. */
  default int edges(Product product, Traits traits) {
    return m() + n();
  }

  /** What the length of a slice of K is a multiple of. */
  int step(DType operands);

  /** The most slices of K that a product may be cut into. */
  default long mostSlices(Product product, DType operands) {
    return Slices.most(product);
  }

  /** What the tile costs a multiprocessor. */
  TileCost cost(Product product, DType operands, Traits traits);

  /** Writes down the launches. */
  void lower(Product product, Slices slices, StepCode code);

  /** Tiles of all results of {@code product}. */
  default long count(Product product) {
    return product.batch() * Math.ceilDiv(product.m(), m()) * Math.ceilDiv(product.n(), n());
  }
}
