package org.gradus.gpu;

/**
 * What of a GPU multiplies matrices, as kernels in {@code kernels/cuda} use it.
 *
 * @param generation the compute capability whose kernels it runs, such as 80 for those of 8.0, or 0
 *     if it has none
 * @param localBytes memory that a group can share if its launch asks for it
 */
public record TensorCores(int generation, int localBytes) {
  /** None, or none that kernels know. */
  public static final TensorCores NONE = new TensorCores(0, 0);
}
