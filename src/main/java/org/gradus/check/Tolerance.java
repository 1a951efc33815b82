package org.gradus.check;

import org.gradus.op.DType;

/**
 * How far a computed value may lie from the exact one; {@code docs/numerics.md} derives it.
 *
 * <p>Arithmetic is done in {@code arithmetic}, with at most {@link #ROUNDINGS} roundings a term and
 * sums of {@code length} terms; the result is then stored in {@code storage}. Errors of a sum grow
 * with the root of its length, since roundings are as good as independent (Higham and Mary, "A new
 * approach to probabilistic rounding error analysis", 2019).
 *
 * @param arithmetic the type that is computed in
 * @param storage the type that results are rounded to
 * @param length the longest sum behind a result, at least 1
 * @param ops how many ops one after another add their errors
 */
public record Tolerance(DType arithmetic, DType storage, int length, int ops) {
  /**
   * Units of roundoff allowed for one term: three units in the last place (6 u) of the worst
   * function, and two roundings beside it. It is also the number of standard deviations allowed to
   * a sum: more happens once in 10^13.
   */
  public static final double ROUNDINGS = 8;

  /** The tolerance of a device that computes in F32 unless the values themselves are F64. */
  static Tolerance of(DType dtype, int length) {
    DType arithmetic = dtype == DType.F64 ? DType.F64 : DType.F32;
    return new Tolerance(arithmetic, dtype, length, 1);
  }

  /** The tolerance of so many ops one after another. */
  Tolerance times(int count) {
    return new Tolerance(arithmetic, storage, length, ops * count);
  }

  /** How errors grow with the length of a sum: its root, and 1 for a single term. */
  public static double growth(int length) {
    return Math.sqrt(Math.max(1, length));
  }

  /**
   * The largest error allowed.
   *
   * @param scale the magnitude that arithmetic errors are relative to
   * @param expected the exact value, which storing rounds
   */
  public double bound(double scale, double expected) {
    double stored = storage == arithmetic ? 0 : storage.epsilon() * Math.abs(expected);
    double computed = ROUNDINGS * arithmetic.epsilon() * growth(length) * scale;
    return ops * (computed + stored + smallest(storage));
  }

  /** Half the distance of the smallest numbers, below which there is no relative precision. */
  private static double smallest(DType dtype) {
    return switch (dtype) {
      case F64 -> Double.MIN_VALUE;
      case F32 -> Float.MIN_VALUE;
      case BF16 -> 0x1p-134;
      case F16 -> 0x1p-25;
      case I32, U8 -> 0;
    };
  }
}
