package org.gradus.cpu.math;

import java.util.Arrays;

/**
 * Tiles of long rows in loops that the JIT compiler vectorises by itself.
 *
 * <p>The compiler does so only where every array is indexed by the bare loop variable, hence the
 * separate arrays for rows of sums and rows of B. Four rows by four k are taken at a time so that a
 * value is used four times for each load; the fused multiply-adds nest in the order of rising k.
 */
final class PlainTile implements TileKernel {
  private static final int ROWS = 16;

  /** Widest panel: sixteen rows of sums and four rows of B then take 20 KB of a 32 KB cache. */
  private static final int WIDTH = 256;

  private static final int STEP = 16;

  private final Scratch[] scratch;

  PlainTile(int threads) {
    scratch = new Scratch[threads];
    for (int i = 0; i < threads; i++) {
      scratch[i] = new Scratch();
    }
  }

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int width(int n) {
    return Math.min(WIDTH, (n + STEP - 1) / STEP * STEP);
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
    scratch[Workers.slot()].sum(depth, a, aOffset, b, bOffset, width, m);
    float[][] sums = scratch[Workers.slot()].sums;
    for (int r = 0; r < m; r++) {
      store(sums[r], c, cOffset + r * ldc, n, accumulate);
    }
  }

  private static void store(float[] sum, float[] c, int at, int n, boolean accumulate) {
    if (!accumulate) {
      System.arraycopy(sum, 0, c, at, n);
      return;
    }
    for (int j = 0; j < n; j++) {
      c[at + j] += sum[j];
    }
  }

  /** Copies or adds the part of a whole tile that lies within C. */
  static void copyEdge(
      float[] tile, int width, float[] c, int cOffset, int ldc, int m, int n, boolean accumulate) {
    for (int r = 0; r < m; r++) {
      int from = r * width;
      int to = cOffset + r * ldc;
      for (int j = 0; j < n; j++) {
        c[to + j] = accumulate ? c[to + j] + tile[from + j] : tile[from + j];
      }
    }
  }

  /** One thread's rows of sums, and the rows of B in use. */
  private static final class Scratch {
    private final float[][] sums = new float[ROWS][WIDTH];
    private final float[] b0 = new float[WIDTH];
    private final float[] b1 = new float[WIDTH];
    private final float[] b2 = new float[WIDTH];
    private final float[] b3 = new float[WIDTH];

    void sum(int depth, float[] a, int aOffset, float[] b, int bOffset, int width, int m) {
      for (int r = 0; r < ROWS; r++) {
        Arrays.fill(sums[r], 0, width, 0f);
      }
      int k = 0;
      for (; k + 4 <= depth; k += 4) {
        int at = bOffset + k * width;
        System.arraycopy(b, at, b0, 0, width);
        System.arraycopy(b, at + width, b1, 0, width);
        System.arraycopy(b, at + 2 * width, b2, 0, width);
        System.arraycopy(b, at + 3 * width, b3, 0, width);
        for (int r = 0; r < m; r += 4) {
          fourByFour(a, aOffset + k * ROWS + r, r, width);
        }
      }
      for (; k < depth; k++) {
        System.arraycopy(b, bOffset + k * width, b0, 0, width);
        for (int r = 0; r < m; r++) {
          one(a[aOffset + k * ROWS + r], b0, sums[r], width);
        }
      }
    }

    private void fourByFour(float[] a, int at, int row, int width) {
      fourByFour(
          a, at, b0, b1, b2, b3, sums[row], sums[row + 1], sums[row + 2], sums[row + 3], width);
    }

    private static void fourByFour(
        float[] a,
        int at,
        float[] b0,
        float[] b1,
        float[] b2,
        float[] b3,
        float[] s0,
        float[] s1,
        float[] s2,
        float[] s3,
        int width) {
      float a00 = a[at];
      float a10 = a[at + 1];
      float a20 = a[at + 2];
      float a30 = a[at + 3];
      float a01 = a[at + ROWS];
      float a11 = a[at + ROWS + 1];
      float a21 = a[at + ROWS + 2];
      float a31 = a[at + ROWS + 3];
      float a02 = a[at + 2 * ROWS];
      float a12 = a[at + 2 * ROWS + 1];
      float a22 = a[at + 2 * ROWS + 2];
      float a32 = a[at + 2 * ROWS + 3];
      float a03 = a[at + 3 * ROWS];
      float a13 = a[at + 3 * ROWS + 1];
      float a23 = a[at + 3 * ROWS + 2];
      float a33 = a[at + 3 * ROWS + 3];
      for (int j = 0; j < width; j++) {
        float x0 = b0[j];
        float x1 = b1[j];
        float x2 = b2[j];
        float x3 = b3[j];
        s0[j] = Math.fma(a03, x3, Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, s0[j]))));
        s1[j] = Math.fma(a13, x3, Math.fma(a12, x2, Math.fma(a11, x1, Math.fma(a10, x0, s1[j]))));
        s2[j] = Math.fma(a23, x3, Math.fma(a22, x2, Math.fma(a21, x1, Math.fma(a20, x0, s2[j]))));
        s3[j] = Math.fma(a33, x3, Math.fma(a32, x2, Math.fma(a31, x1, Math.fma(a30, x0, s3[j]))));
      }
    }

    private static void one(float value, float[] b, float[] sum, int width) {
      for (int j = 0; j < width; j++) {
        sum[j] = Math.fma(value, b[j], sum[j]);
      }
    }
  }
}
