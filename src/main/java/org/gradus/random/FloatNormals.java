package org.gradus.random;

/**
 * Standard normal numbers in single precision, the same bits on every device.
 *
 * <p>They are those of {@link Philox#normal}, by Box and Muller from the same words, but for
 * rounding: computed in float with nothing but additions, multiplications and fused multiply-adds,
 * each of which IEEE 754 rounds in one way only, and no function of a library. {@code
 * kernels/portable/normal.h} is the same text for GPUs. A number is within three units in the last
 * place (6 u) of the one that exact arithmetic would give; {@code docs/numerics.md} derives it.
 */
public final class FloatNormals {
  private static final int QUARTER = 1 << 22; // of a turn, in units of 2^-24
  private static final float RADIANS = 0x1.921fb6p-22f; // 2 pi 2^-24

  private static final int ROOT_HALF = 0x3f3504f3; // the bits of sqrt(1/2)
  private static final int ROOT_GUESS = 0x5f3759df;
  private static final int MANTISSA = 23;
  private static final float LN2_HIGH = 0x1.62e43p-1f;
  private static final float LN2_LOW = -0x1.05c61p-29f;

  private FloatNormals() {}

  /** Returns the number of one element. */
  public static float of(long seed, int stream, int step, long index) {
    long even = index & ~1L;
    int a = Philox.word(seed, stream, step, even);
    int b = Philox.word(seed, stream, step, even + 1);
    return radius(a) * sine(b, (index & 1) == 0 ? 1 : 0);
  }

  /**
   * Turns the words of elements into their numbers.
   *
   * @param words of an even element and those behind it, an even number of them
   * @param to receives as many numbers, from 0 on
   */
  public static void fill(int[] words, float[] to) {
    for (int i = 0; i + 1 < words.length; i += 2) {
      float radius = radius(words[i]);
      to[i] = radius * sine(words[i + 1], 1);
      to[i + 1] = radius * sine(words[i + 1], 0);
    }
  }

  /** sqrt(-2 ln u) with u = ((word >>> 8) + 1) 2^-24, which is exact. */
  static float radius(int word) {
    float w = -2 * logarithm(((word >>> 8) + 1) * Philox.FLOAT_UNIT);
    float half = 0.5f * w;
    float y = Float.intBitsToFloat(ROOT_GUESS - (Float.floatToRawIntBits(w) >> 1));
    y = y * Math.fma(-half * y, y, 1.5f); // Newton's steps to 1 / sqrt(w)
    y = y * Math.fma(-half * y, y, 1.5f);
    y = y * Math.fma(-half * y, y, 1.5f);
    float root = w * y;
    return Math.fma(0.5f * y, Math.fma(-root, root, w), root);
  }

  /** The natural logarithm of a number from 2^-24 to 1. */
  private static float logarithm(float x) {
    int bits = Float.floatToRawIntBits(x);
    int power = (bits - ROOT_HALF) >> MANTISSA;
    float f = Float.intBitsToFloat(bits - (power << MANTISSA)) - 1;
    float n = power;
    float p = Math.fma(f, -0x1.42798cp-4f, 0x1.083208p-3f);
    p = Math.fma(f, p, -0x1.0cf2a4p-3f);
    p = Math.fma(f, p, 0x1.2261ep-3f);
    p = Math.fma(f, p, -0x1.5475a2p-3f);
    p = Math.fma(f, p, 0x1.99a60cp-3f);
    p = Math.fma(f, p, -0x1.00022ap-2f);
    p = Math.fma(f, p, 0x1.55554ap-2f);
    float rest = Math.fma(n, LN2_LOW, f * f * Math.fma(f, p, -0.5f));
    return Math.fma(n, LN2_HIGH, f + rest);
  }

  /** sin(2 pi v + turns pi / 2) with v = (word >>> 8) 2^-24: the eighth of a turn is exact. */
  static float sine(int word, int turns) {
    int number = word >>> 8;
    int quarter = (number + QUARTER / 2) / QUARTER;
    float x = (number - quarter * QUARTER) * RADIANS; // -pi/4 to pi/4
    float z = x * x;
    float s = Math.fma(z, Math.fma(z, -0x1.993d72p-13f, 0x1.11072ep-7f), -0x1.555546p-3f);
    float c = Math.fma(z, Math.fma(z, 0x1.99f2dcp-16f, -0x1.6c0c58p-10f), 0x1.55554ap-5f);
    int all = quarter + turns;
    float y = (all & 1) != 0 ? Math.fma(z * z, c, Math.fma(z, -0.5f, 1)) : Math.fma(x * z, s, x);
    return (all & 2) != 0 ? -y : y;
  }
}
