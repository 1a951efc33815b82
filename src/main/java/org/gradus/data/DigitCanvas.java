package org.gradus.data;

import java.util.Arrays;

/**
 * A 28 x 28 sheet on which round-nibbed pen strokes leave ink.
 *
 * <p>A stroke is a chain of straight pieces; a pixel's ink is the coverage by the nearest piece,
 * from 1 inside to 0 outside with a soft edge about a pixel wide. Not safe for several threads.
 */
final class DigitCanvas {
  /** Pixels along each side. */
  static final int SIDE = 28;

  private final float[] ink = new float[SIDE * SIDE];

  /** Wipes the sheet. */
  void clear() {
    Arrays.fill(ink, 0f);
  }

  /** Returns the sheet's ink in 0..1, row by row; the caller reads it before drawing again. */
  float[] ink() {
    return ink;
  }

  /**
   * Draws one straight piece with round ends.
   *
   * @param radius half the pen's width in pixels
   * @param softness width of the edge in pixels over which the ink fades
   */
  void line(float x0, float y0, float x1, float y1, float radius, float softness) {
    float reach = radius + 0.5f * softness;
    int left = Math.max(0, (int) (Math.min(x0, x1) - reach));
    int right = Math.min(SIDE - 1, (int) (Math.max(x0, x1) + reach) + 1);
    int top = Math.max(0, (int) (Math.min(y0, y1) - reach));
    int bottom = Math.min(SIDE - 1, (int) (Math.max(y0, y1) + reach) + 1);
    float dx = x1 - x0;
    float dy = y1 - y0;
    float perLength = 1f / Math.max(dx * dx + dy * dy, 1e-6f);
    float perSoftness = 1f / softness;
    for (int y = top; y <= bottom; y++) {
      float py = y - y0;
      int row = y * SIDE;
      for (int x = left; x <= right; x++) {
        float px = x - x0;
        float along = Math.min(1f, Math.max(0f, (px * dx + py * dy) * perLength));
        float ex = px - along * dx;
        float ey = py - along * dy;
        float squared = ex * ex + ey * ey;
        if (squared < reach * reach) {
          float covered = (reach - (float) Math.sqrt(squared)) * perSoftness;
          ink[row + x] = Math.max(ink[row + x], Math.min(1f, covered));
        }
      }
    }
  }
}
