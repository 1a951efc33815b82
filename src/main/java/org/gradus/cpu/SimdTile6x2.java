package org.gradus.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of 6 rows by 2 vectors, for machines with 16 vector registers: 12 hold sums, 2 a row of B,
 * and one at a time a value of A.
 *
 * <p>Written out by hand for the reason given in {@link SimdTile12x2}.
 */
final class SimdTile6x2 implements TileKernel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = 6;
  private static final int WIDTH = 2 * LANES;

  /** A whole tile for each thread, for tiles that reach past the edge of C. */
  private final float[][] edges;

  SimdTile6x2(int threads) {
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
    for (int k = 0; k < depth; k++) {
      int i = aOffset + k * ROWS;
      FloatVector x = FloatVector.fromArray(SPECIES, b, bOffset + k * WIDTH);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bOffset + k * WIDTH + LANES);
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
  }
}
