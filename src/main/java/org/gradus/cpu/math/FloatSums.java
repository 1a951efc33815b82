package org.gradus.cpu.math;

/**
 * Reductions of a run of n floats from {@code at} on, in a fixed order.
 *
 * <p>Element i is added to the sum number i mod 16, in rising i, for all whole groups of 16; then
 * sums k and k + 8 are added, k and k + 4, k and k + 2, k and k + 1; then the elements that are
 * left are added one after another. Products are fused into the addition. The order does not depend
 * on the machine, so neither do the bits.
 */
public interface FloatSums {
  /** Number of sums kept side by side. */
  int LANES = 16;

  /** Sum of x; 0 for n = 0. */
  float sum(float[] x, int at, int n);

  /** Sum of x squared. */
  float sumOfSquares(float[] x, int at, int n);

  /** Sum of (x - center) squared. */
  float sumOfSquaredDifferences(float[] x, int at, float center, int n);

  /** Sum of a b. */
  float dot(float[] a, int aAt, float[] b, int bAt, int n);

  /** Largest of x, NaN if one is; negative infinity for n = 0. */
  float max(float[] x, int at, int n);

  /** Smallest of x, NaN if one is; infinity for n = 0. */
  float min(float[] x, int at, int n);
}
