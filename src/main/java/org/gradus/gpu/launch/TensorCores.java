package org.gradus.gpu.launch;

/**
 * What of a GPU multiplies matrices, as kernels in {@code kernels/cuda} use it.
 *
 * @param generation the newest compute capability whose kernels it runs, such as 80 for those of
 *     8.0; kernels for 9.0 run on 90 alone, those for 8.0 on all that come; 0 if it has none
 * @param localBytes memory that a group can share if its launch asks for it
 */
public record TensorCores(int generation, int localBytes) {
  /** None, or none that kernels know. */
  public static final TensorCores NONE = new TensorCores(0, 0);
}
