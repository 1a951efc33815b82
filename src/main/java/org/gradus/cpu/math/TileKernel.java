package org.gradus.cpu.math;

/**
 * The innermost part of the f32 matrix product: one tile of C from a panel of A and a panel of B.
 *
 * <p>Panels hold their operand in the order the tile reads it: for each k, {@link #rows} values of
 * A or {@code width} values of B, one after another, filled up with zeros at the matrix's edge.
 *
 * <p>Every implementation computes an element of C the same way, {@code sum = fma(a, b, sum)} from
 * zero over the panel's k in rising order and then one addition to C, so all give the same bits.
 */
public interface TileKernel {
  /** The kernel for the next product: this one, or another while this one is being compiled. */
  default TileKernel now() {
    return this;
  }

  /** Rows of a tile. */
  int rows();

  /** Width of B's panels when C has {@code n} columns. */
  int width(int n);

  /**
   * Computes one tile.
   *
   * @param depth how many k the panels hold
   * @param a packed panel of A, from {@code aOffset}
   * @param b packed panel of B, from {@code bOffset}
   * @param width width of B's panel
   * @param c where the tile goes, from {@code cOffset} with rows {@code ldc} apart
   * @param m how many of the tile's rows exist in C
   * @param n how many of the tile's columns exist in C
   * @param accumulate whether to add to C instead of overwriting it
   */
  void tile(
      int depth,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      int width,
      float[] c,
      int cOffset,
      int ldc,
      int m,
      int n,
      boolean accumulate);
}
