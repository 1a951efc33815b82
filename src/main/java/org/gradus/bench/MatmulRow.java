package org.gradus.bench;

/**
 * What was measured of a matrix product.
 *
 * @param product which
 * @param times as of any kernel; its share is not used
 * @param chosen kernel, tile and slices where the device has a choice, else empty
 * @param ratio how many times as fast the first provider is; 1 for itself, 0 where it has no row
 */
public record MatmulRow(MatmulCase product, KernelRow times, String chosen, double ratio) {
  /** The same with another ratio. */
  MatmulRow withRatio(double other) {
    return new MatmulRow(product, times, chosen, other);
  }

  /** What ran, for people: what was chosen, or the names of kernels. */
  public String kernel() {
    return chosen.isEmpty() ? String.join(", ", times.kernels()) : chosen;
  }
}
