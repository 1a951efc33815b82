package org.gradus.cpu.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of 12 rows by 2 vectors, for machines with 32 vector registers: 24 hold sums, 2 a row of B,
 * and the rest values of A.
 *
 * <p>Written out by hand on purpose: the compiler keeps vectors in registers only while everything
 * is inlined, and it stops inlining ordinary methods in a body of this size.
 */
final class SimdTile12x2 implements TileKernel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = 12;
  private static final int WIDTH = 2 * LANES;

  /** A whole tile for each thread, for tiles that reach past the edge of C. */
  private final float[][] edges;

  SimdTile12x2(int threads) {
    edges = new float[threads][ROWS * WIDTH];
  }

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int width(int n) {
    return WIDTH;
  }

  @Override
  public void tile(
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
      boolean accumulate) {
    if (m == ROWS && n == WIDTH) {
      whole(depth, a, aOffset, b, bOffset, c, cOffset, ldc, accumulate);
      return;
    }
    float[] edge = edges[Workers.slot()];
    whole(depth, a, aOffset, b, bOffset, edge, 0, WIDTH, false);
    PlainTile.copyEdge(edge, WIDTH, c, cOffset, ldc, m, n, accumulate);
  }

  private static void whole(
      int depth,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int ldc,
      boolean accumulate) {
    FloatVector c0x = FloatVector.zero(SPECIES);
    FloatVector c0y = FloatVector.zero(SPECIES);
    FloatVector c1x = FloatVector.zero(SPECIES);
    FloatVector c1y = FloatVector.zero(SPECIES);
    FloatVector c2x = FloatVector.zero(SPECIES);
    FloatVector c2y = FloatVector.zero(SPECIES);
    FloatVector c3x = FloatVector.zero(SPECIES);
    FloatVector c3y = FloatVector.zero(SPECIES);
    FloatVector c4x = FloatVector.zero(SPECIES);
    FloatVector c4y = FloatVector.zero(SPECIES);
    FloatVector c5x = FloatVector.zero(SPECIES);
    FloatVector c5y = FloatVector.zero(SPECIES);
    FloatVector c6x = FloatVector.zero(SPECIES);
    FloatVector c6y = FloatVector.zero(SPECIES);
    FloatVector c7x = FloatVector.zero(SPECIES);
    FloatVector c7y = FloatVector.zero(SPECIES);
    FloatVector c8x = FloatVector.zero(SPECIES);
    FloatVector c8y = FloatVector.zero(SPECIES);
    FloatVector c9x = FloatVector.zero(SPECIES);
    FloatVector c9y = FloatVector.zero(SPECIES);
    FloatVector c10x = FloatVector.zero(SPECIES);
    FloatVector c10y = FloatVector.zero(SPECIES);
    FloatVector c11x = FloatVector.zero(SPECIES);
    FloatVector c11y = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      int i = aOffset + k * ROWS;
      int j = bOffset + k * WIDTH;
      FloatVector x = FloatVector.fromArray(SPECIES, b, j);
      FloatVector y = FloatVector.fromArray(SPECIES, b, j + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[i]);
      c0x = a0.fma(x, c0x);
      c0y = a0.fma(y, c0y);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[i + 1]);
      c1x = a1.fma(x, c1x);
      c1y = a1.fma(y, c1y);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[i + 2]);
      c2x = a2.fma(x, c2x);
      c2y = a2.fma(y, c2y);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[i + 3]);
      c3x = a3.fma(x, c3x);
      c3y = a3.fma(y, c3y);
      FloatVector a4 = FloatVector.broadcast(SPECIES, a[i + 4]);
      c4x = a4.fma(x, c4x);
      c4y = a4.fma(y, c4y);
      FloatVector a5 = FloatVector.broadcast(SPECIES, a[i + 5]);
      c5x = a5.fma(x, c5x);
      c5y = a5.fma(y, c5y);
      FloatVector a6 = FloatVector.broadcast(SPECIES, a[i + 6]);
      c6x = a6.fma(x, c6x);
      c6y = a6.fma(y, c6y);
      FloatVector a7 = FloatVector.broadcast(SPECIES, a[i + 7]);
      c7x = a7.fma(x, c7x);
      c7y = a7.fma(y, c7y);
      FloatVector a8 = FloatVector.broadcast(SPECIES, a[i + 8]);
      c8x = a8.fma(x, c8x);
      c8y = a8.fma(y, c8y);
      FloatVector a9 = FloatVector.broadcast(SPECIES, a[i + 9]);
      c9x = a9.fma(x, c9x);
      c9y = a9.fma(y, c9y);
      FloatVector a10 = FloatVector.broadcast(SPECIES, a[i + 10]);
      c10x = a10.fma(x, c10x);
      c10y = a10.fma(y, c10y);
      FloatVector a11 = FloatVector.broadcast(SPECIES, a[i + 11]);
      c11x = a11.fma(x, c11x);
      c11y = a11.fma(y, c11y);
    }
    if (accumulate) {
      c0x = c0x.add(FloatVector.fromArray(SPECIES, c, cOffset));
      c0y = c0y.add(FloatVector.fromArray(SPECIES, c, cOffset + LANES));
      c1x = c1x.add(FloatVector.fromArray(SPECIES, c, cOffset + ldc));
      c1y = c1y.add(FloatVector.fromArray(SPECIES, c, cOffset + ldc + LANES));
      c2x = c2x.add(FloatVector.fromArray(SPECIES, c, cOffset + 2 * ldc));
      c2y = c2y.add(FloatVector.fromArray(SPECIES, c, cOffset + 2 * ldc + LANES));
      c3x = c3x.add(FloatVector.fromArray(SPECIES, c, cOffset + 3 * ldc));
      c3y = c3y.add(FloatVector.fromArray(SPECIES, c, cOffset + 3 * ldc + LANES));
      c4x = c4x.add(FloatVector.fromArray(SPECIES, c, cOffset + 4 * ldc));
      c4y = c4y.add(FloatVector.fromArray(SPECIES, c, cOffset + 4 * ldc + LANES));
      c5x = c5x.add(FloatVector.fromArray(SPECIES, c, cOffset + 5 * ldc));
      c5y = c5y.add(FloatVector.fromArray(SPECIES, c, cOffset + 5 * ldc + LANES));
      c6x = c6x.add(FloatVector.fromArray(SPECIES, c, cOffset + 6 * ldc));
      c6y = c6y.add(FloatVector.fromArray(SPECIES, c, cOffset + 6 * ldc + LANES));
      c7x = c7x.add(FloatVector.fromArray(SPECIES, c, cOffset + 7 * ldc));
      c7y = c7y.add(FloatVector.fromArray(SPECIES, c, cOffset + 7 * ldc + LANES));
      c8x = c8x.add(FloatVector.fromArray(SPECIES, c, cOffset + 8 * ldc));
      c8y = c8y.add(FloatVector.fromArray(SPECIES, c, cOffset + 8 * ldc + LANES));
      c9x = c9x.add(FloatVector.fromArray(SPECIES, c, cOffset + 9 * ldc));
      c9y = c9y.add(FloatVector.fromArray(SPECIES, c, cOffset + 9 * ldc + LANES));
      c10x = c10x.add(FloatVector.fromArray(SPECIES, c, cOffset + 10 * ldc));
      c10y = c10y.add(FloatVector.fromArray(SPECIES, c, cOffset + 10 * ldc + LANES));
      c11x = c11x.add(FloatVector.fromArray(SPECIES, c, cOffset + 11 * ldc));
      c11y = c11y.add(FloatVector.fromArray(SPECIES, c, cOffset + 11 * ldc + LANES));
    }
    c0x.intoArray(c, cOffset);
    c0y.intoArray(c, cOffset + LANES);
    c1x.intoArray(c, cOffset + ldc);
    c1y.intoArray(c, cOffset + ldc + LANES);
    c2x.intoArray(c, cOffset + 2 * ldc);
    c2y.intoArray(c, cOffset + 2 * ldc + LANES);
    c3x.intoArray(c, cOffset + 3 * ldc);
    c3y.intoArray(c, cOffset + 3 * ldc + LANES);
    c4x.intoArray(c, cOffset + 4 * ldc);
    c4y.intoArray(c, cOffset + 4 * ldc + LANES);
    c5x.intoArray(c, cOffset + 5 * ldc);
    c5y.intoArray(c, cOffset + 5 * ldc + LANES);
    c6x.intoArray(c, cOffset + 6 * ldc);
    c6y.intoArray(c, cOffset + 6 * ldc + LANES);
    c7x.intoArray(c, cOffset + 7 * ldc);
    c7y.intoArray(c, cOffset + 7 * ldc + LANES);
    c8x.intoArray(c, cOffset + 8 * ldc);
    c8y.intoArray(c, cOffset + 8 * ldc + LANES);
    c9x.intoArray(c, cOffset + 9 * ldc);
    c9y.intoArray(c, cOffset + 9 * ldc + LANES);
    c10x.intoArray(c, cOffset + 10 * ldc);
    c10y.intoArray(c, cOffset + 10 * ldc + LANES);
    c11x.intoArray(c, cOffset + 11 * ldc);
    c11y.intoArray(c, cOffset + 11 * ldc + LANES);
  }
}
