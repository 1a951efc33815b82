package org.gradus.random;

/**
 * Philox4x32-10, the counter-based generator behind every random number in Gradus.
 *
 * <p>A pure function: (seed, stream, step, block) gives four 32-bit words, with no state to keep,
 * store or hand from one device to another. The definition, which kernels repeat word for word:
 *
 * <pre>
 *   key     = { low 32 bits of seed, high 32 bits of seed }
 *   counter = { low 32 bits of block, high 32 bits of block, step, stream }
 *   ten times:                                    (the key bumped between rounds)
 *     p0 = 0xD2511F53 * c0    p1 = 0xCD9E8D57 * c2          (unsigned 32 x 32 -> 64)
 *     c  = { hi(p1) ^ c1 ^ k0, lo(p1), hi(p0) ^ c3 ^ k1, lo(p0) }
 *     k0 += 0x9E3779B9        k1 += 0xBB67AE85
 * </pre>
 *
 * <p>A tensor of random numbers takes <b>word {@code i % 4} of block {@code i / 4} for element
 * {@code i}</b>, i being the row-major index. From words to numbers:
 *
 * <ul>
 *   <li>uniform float in [0, 1): {@code (word >>> 8) * 2^-24};
 *   <li>uniform double in [0, 1) from words a, b: {@code ((a >>> 5) * 2^26 + (b >>> 6)) * 2^-53};
 *   <li>normal by Box and Muller: elements 2p and 2p+1 share words a = word 2p, b = word 2p+1; with
 *       {@code u = ((a >>> 8) + 1) * 2^-24} in (0, 1], {@code v = (b >>> 8) * 2^-24} and {@code r =
 *       sqrt(-2 ln u)}, element 2p is {@code r cos(2 pi v)} and element 2p+1 is {@code r sin(2 pi
 *       v)}. |z| is at most 5.77. Here it is computed in double with {@link StrictMath} and then
 *       rounded, so that every JVM agrees; a device's own logarithm may differ in the last bits.
 * </ul>
 *
 * <p>Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
public final class Philox {
  /** Two to the power -24: the distance between neighbouring uniform floats. */
  public static final float FLOAT_UNIT = 0x1p-24f;

  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final long LOW = 0xFFFFFFFFL;

  private Philox() {}

  /**
   * Computes one block of four words.
   *
   * @param seed the run's seed
   * @param stream which sequence: one per use, see {@link Streams}
   * @param step the training step, epoch or item the numbers belong to
   * @param block the block's number: elements 4 block to 4 block + 3
   * @param out receives the four words at 0..3
   */
  public static void block(long seed, int stream, int step, long block, int[] out) {
    words((int) seed, (int) (seed >>> 32), (int) block, (int) (block >>> 32), step, stream, out, 0);
  }

  /**
   * Fills {@code out} with the words of elements 0 to {@code out.length - 1}.
   *
   * @param first number of the first block to draw: {@code out[0]} is element 4 first
   */
  public static void fill(long seed, int stream, int step, long first, int[] out) {
    int whole = out.length & ~3;
    int key0 = (int) seed;
    int key1 = (int) (seed >>> 32);
    for (int i = 0; i < whole; i += 4) {
      long block = first + (i >>> 2);
      words(key0, key1, (int) block, (int) (block >>> 32), step, stream, out, i);
    }
    for (int i = whole; i < out.length; i++) {
      out[i] = word(seed, stream, step, 4 * first + i);
    }
  }

  /** Returns the word of one element: word {@code index % 4} of block {@code index / 4}. */
  public static int word(long seed, int stream, int step, long index) {
    long block = index >>> 2;
    int c0 = (int) block;
    int c1 = (int) (block >>> 32);
    int c2 = step;
    int c3 = stream;
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = MULTIPLIER_0 * (c0 & LOW);
      long p1 = MULTIPLIER_1 * (c2 & LOW);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return switch ((int) index & 3) {
      case 0 -> c0;
      case 1 -> c1;
      case 2 -> c2;
      default -> c3;
    };
  }

  /** Returns the uniform number in [0, 1) of one element: 24 bits, so 1 is never reached. */
  public static float uniform(long seed, int stream, int step, long index) {
    return toUniform(word(seed, stream, step, index));
  }

  /** Returns the standard normal number of one element, by Box and Muller (see the class). */
  public static float normal(long seed, int stream, int step, long index) {
    long even = index & ~1L;
    int a = word(seed, stream, step, even);
    int b = word(seed, stream, step, even + 1);
    return (float) ((index & 1) == 0 ? normalCosine(a, b) : normalSine(a, b));
  }

  /** Turns a word into a uniform float in [0, 1): {@code (word >>> 8) * 2^-24}. */
  public static float toUniform(int word) {
    return (word >>> 8) * FLOAT_UNIT;
  }

  /** Turns two words into a uniform double in [0, 1) of 53 bits. */
  public static double toUniform(int a, int b) {
    return ((long) (a >>> 5) * (1L << 26) + (b >>> 6)) * 0x1p-53;
  }

  /** Returns the first normal number of two words: {@code r cos(2 pi v)}. */
  public static double normalCosine(int a, int b) {
    return radius(a) * StrictMath.cos(2 * Math.PI * toUniform(b));
  }

  /** Returns the second normal number of two words: {@code r sin(2 pi v)}. */
  public static double normalSine(int a, int b) {
    return radius(a) * StrictMath.sin(2 * Math.PI * toUniform(b));
  }

  private static double radius(int word) {
    return Math.sqrt(-2 * StrictMath.log(((word >>> 8) + 1) * (double) FLOAT_UNIT));
  }

  private static void words(int k0, int k1, int c0, int c1, int c2, int c3, int[] out, int offset) {
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = MULTIPLIER_0 * (c0 & LOW);
      long p1 = MULTIPLIER_1 * (c2 & LOW);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[offset] = c0;
    out[offset + 1] = c1;
    out[offset + 2] = c2;
    out[offset + 3] = c3;
  }
}
