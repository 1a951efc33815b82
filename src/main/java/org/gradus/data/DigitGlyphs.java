package org.gradus.data;

/**
 * How a hand writes the ten digits: per digit a few variants, per variant the strokes' points.
 *
 * <p>Coordinates are percent of the digit's box, x to the right and y down. A stroke is a smooth
 * curve through its points; a point that stands twice is a corner.
 */
final class DigitGlyphs {
  private static final float[][][][] GLYPHS = {
    { // 0: round, narrow, begun at the right, closed with a small overlap
      glyph(stroke(54, 1, 22, 11, 4, 48, 18, 86, 50, 99, 82, 86, 96, 48, 78, 10, 46, 1, 28, 8)),
      glyph(stroke(62, 2, 34, 9, 18, 50, 30, 90, 52, 99, 74, 88, 82, 50, 70, 9, 42, 4)),
      glyph(stroke(80, 14, 48, 0, 14, 20, 5, 58, 22, 92, 58, 98, 90, 72, 92, 34, 66, 6, 44, 4)),
    },
    { // 1: a plain stroke, with a flag, with flag and foot
      glyph(stroke(52, 0, 50, 35, 49, 70, 48, 100)),
      glyph(stroke(24, 26, 40, 14, 56, 0, 56, 0, 55, 50, 54, 100)),
      glyph(stroke(26, 22, 54, 0, 54, 0, 53, 50, 53, 98), stroke(22, 99, 52, 98, 84, 98)),
    },
    { // 2: with a corner at the foot, with a loop there, wide and flat
      glyph(stroke(10, 26, 24, 6, 54, 0, 84, 14, 80, 44, 44, 74, 8, 97, 8, 97, 50, 96, 95, 96)),
      glyph(stroke(12, 22, 38, 0, 78, 8, 84, 38, 54, 76, 20, 97, 6, 86, 24, 76, 58, 90, 96, 94)),
      glyph(stroke(8, 16, 40, 2, 82, 6, 88, 32, 60, 62, 10, 98, 10, 98, 60, 92, 98, 98)),
    },
    { // 3: two bows, flat top, smooth middle
      glyph(stroke(12, 12, 44, 0, 82, 12, 80, 36, 42, 47, 42, 47, 84, 58, 90, 84, 52, 100, 8, 88)),
      glyph(stroke(10, 3, 50, 3, 88, 3, 88, 3, 46, 41, 46, 41, 86, 56, 88, 86, 46, 100, 8, 88)),
      glyph(stroke(14, 8, 56, 0, 84, 18, 66, 40, 40, 48, 74, 54, 90, 76, 62, 99, 10, 94)),
    },
    { // 4: open, closed, open with a bent arm
      glyph(stroke(24, 0, 14, 32, 8, 58, 8, 58, 50, 57, 96, 56), stroke(72, 18, 69, 60, 66, 100)),
      glyph(stroke(70, 100, 71, 50, 72, 0, 72, 0, 38, 34, 4, 66, 4, 66, 50, 66, 98, 65)),
      glyph(stroke(16, 4, 10, 36, 26, 54, 56, 52, 80, 46), stroke(88, 0, 80, 48, 72, 100)),
    },
    { // 5: one stroke from the top bar, body first and bar after, rounded shoulder
      glyph(
          stroke(
              88, 2, 56, 2, 24, 3, 24, 3, 16, 44, 16, 44, 50, 37, 86, 54, 84, 86, 46, 100, 8, 90)),
      glyph(
          stroke(24, 4, 16, 44, 54, 38, 88, 60, 72, 94, 36, 100, 8, 92),
          stroke(24, 4, 58, 2, 94, 0)),
      glyph(stroke(90, 4, 50, 0, 28, 8, 20, 40, 20, 40, 62, 42, 88, 68, 66, 96, 12, 96)),
    },
    { // 6: round, straight back, small bowl
      glyph(stroke(76, 2, 38, 22, 12, 62, 24, 94, 62, 99, 88, 78, 68, 55, 34, 58, 14, 78)),
      glyph(stroke(58, 0, 26, 36, 8, 74, 36, 100, 84, 88, 80, 58, 44, 54, 14, 72)),
      glyph(stroke(84, 8, 50, 4, 18, 34, 8, 70, 34, 98, 74, 94, 80, 66, 52, 54, 18, 66)),
    },
    { // 7: plain, with a bar, with a hook, bent
      glyph(stroke(8, 4, 50, 4, 92, 4, 92, 4, 66, 46, 44, 100)),
      glyph(stroke(8, 5, 50, 4, 90, 3, 90, 3, 62, 50, 42, 100), stroke(28, 53, 56, 51, 84, 49)),
      glyph(stroke(10, 22, 12, 5, 12, 5, 50, 5, 92, 3, 92, 3, 62, 50, 48, 100)),
      glyph(stroke(6, 8, 48, 5, 88, 4, 78, 30, 50, 62, 36, 100)),
    },
    { // 8: one crossing stroke, two rings, begun at the top left
      glyph(
          stroke(
              80, 14, 48, 0, 18, 16, 34, 40, 72, 60, 84, 84, 50, 100, 14, 84, 30, 60, 68, 40, 82,
              14)),
      glyph(
          stroke(52, 1, 22, 12, 24, 36, 50, 47, 76, 36, 78, 12, 50, 1, 38, 4),
          stroke(50, 47, 16, 60, 12, 86, 50, 99, 88, 86, 84, 60, 50, 47, 38, 50)),
      glyph(
          stroke(
              72, 8, 34, 2, 22, 24, 50, 46, 82, 72, 66, 98, 30, 97, 18, 74, 46, 48, 80, 24, 66, 4)),
    },
    { // 9: straight tail, curved tail, big ring with a short tail
      glyph(stroke(84, 22, 58, 1, 22, 10, 14, 36, 42, 50, 76, 38, 86, 10, 86, 10, 82, 56, 72, 100)),
      glyph(stroke(82, 24, 52, 0, 16, 22, 36, 52, 76, 40, 84, 14, 86, 58, 66, 94, 24, 94)),
      glyph(stroke(86, 16, 46, 0, 10, 30, 34, 60, 74, 48, 88, 14, 80, 60, 54, 100)),
    },
  };

  private DigitGlyphs() {}

  /** Returns how many variants a digit has. */
  static int variants(int digit) {
    return GLYPHS[digit].length;
  }

  /** Returns a variant's strokes, each x, y, x, y ... in percent of the box. */
  static float[][] strokes(int digit, int variant) {
    return GLYPHS[digit][variant];
  }

  private static float[][] glyph(float[]... strokes) {
    return strokes;
  }

  private static float[] stroke(float... points) {
    return points;
  }
}
