package org.gradus.cpu.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of 3 rows by 3 vectors, for machines with 16 vector registers.
 *
 * <p>The compiler loads all values of A and B of a step before it uses them, so the 12 sums that
 * the registers could hold make it spill one of them, which halves the speed. 9 sums and 6 operands
 * fit, and 9 are enough to keep two units of latency 4 busy.
 */
final class SimdTile3x3 implements TileKernel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = 3;
  private static final int WIDTH = 3 * LANES;

  /** A whole tile for each thread, for tiles that reach past the edge of C. */
  private final float[][] edges;

  SimdTile3x3(int threads) {
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
    FloatVector c0z = FloatVector.zero(SPECIES);
    FloatVector c1x = FloatVector.zero(SPECIES);
    FloatVector c1y = FloatVector.zero(SPECIES);
    FloatVector c1z = FloatVector.zero(SPECIES);
    FloatVector c2x = FloatVector.zero(SPECIES);
    FloatVector c2y = FloatVector.zero(SPECIES);
    FloatVector c2z = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      int i = aOffset + k * ROWS;
      int j = bOffset + k * WIDTH;
      FloatVector x = FloatVector.fromArray(SPECIES, b, j);
      FloatVector y = FloatVector.fromArray(SPECIES, b, j + LANES);
      FloatVector z = FloatVector.fromArray(SPECIES, b, j + 2 * LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[i]);
      c0x = a0.fma(x, c0x);
      c0y = a0.fma(y, c0y);
      c0z = a0.fma(z, c0z);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[i + 1]);
      c1x = a1.fma(x, c1x);
      c1y = a1.fma(y, c1y);
      c1z = a1.fma(z, c1z);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[i + 2]);
      c2x = a2.fma(x, c2x);
      c2y = a2.fma(y, c2y);
      c2z = a2.fma(z, c2z);
    }
    if (accumulate) {
      c0x = c0x.add(FloatVector.fromArray(SPECIES, c, cOffset));
      c0y = c0y.add(FloatVector.fromArray(SPECIES, c, cOffset + LANES));
      c0z = c0z.add(FloatVector.fromArray(SPECIES, c, cOffset + 2 * LANES));
      c1x = c1x.add(FloatVector.fromArray(SPECIES, c, cOffset + ldc));
      c1y = c1y.add(FloatVector.fromArray(SPECIES, c, cOffset + ldc + LANES));
      c1z = c1z.add(FloatVector.fromArray(SPECIES, c, cOffset + ldc + 2 * LANES));
      c2x = c2x.add(FloatVector.fromArray(SPECIES, c, cOffset + 2 * ldc));
      c2y = c2y.add(FloatVector.fromArray(SPECIES, c, cOffset + 2 * ldc + LANES));
      c2z = c2z.add(FloatVector.fromArray(SPECIES, c, cOffset + 2 * ldc + 2 * LANES));
    }
    c0x.intoArray(c, cOffset);
    c0y.intoArray(c, cOffset + LANES);
    c0z.intoArray(c, cOffset + 2 * LANES);
    c1x.intoArray(c, cOffset + ldc);
    c1y.intoArray(c, cOffset + ldc + LANES);
    c1z.intoArray(c, cOffset + ldc + 2 * LANES);
    c2x.intoArray(c, cOffset + 2 * ldc);
    c2y.intoArray(c, cOffset + 2 * ldc + LANES);
    c2z.intoArray(c, cOffset + 2 * ldc + 2 * LANES);
  }
}
