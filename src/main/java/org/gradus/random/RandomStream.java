package org.gradus.random;

/**
 * Random numbers one after another on the host, from one Philox stream.
 *
 * <p>Draw number i takes word {@code i % 4} of block {@code i / 4} of (seed, stream, step); a
 * normal number takes two words and serves two draws, a double takes two, a bounded integer takes
 * one or more. Not safe for use by several threads: give each its own stream or step.
 */
public final class RandomStream {
  private final long seed;
  private final int stream;
  private final int step;
  private final int[] words = new int[4];
  private long nextBlock;
  private int used = 4;
  private double spareNormal;
  private boolean hasSpareNormal;

  /** Starts the stream at its first number, step 0. */
  public RandomStream(long seed, int stream) {
    this(seed, stream, 0);
  }

  /**
   * Starts the stream's sequence for one step.
   *
   * @param seed the run's seed
   * @param stream which use, see {@link Streams#of}
   * @param step the epoch or item: sequences of different steps are independent
   */
  public RandomStream(long seed, int stream, int step) {
    this.seed = seed;
    this.stream = stream;
    this.step = step;
  }

  /** Returns the next 32 random bits. */
  public int nextWord() {
    if (used == 4) {
      Philox.block(seed, stream, step, nextBlock++, words);
      used = 0;
    }
    return words[used++];
  }

  /** Returns the next uniform float in [0, 1), of 24 bits. */
  public float nextUniform() {
    return Philox.toUniform(nextWord());
  }

  /** Returns the next uniform float in [low, high), rounded to float (so high may be reached). */
  public float nextUniform(float low, float high) {
    return low + (high - low) * nextUniform();
  }

  /** Returns the next uniform double in [0, 1), of 53 bits; takes two words. */
  public double nextDouble() {
    int a = nextWord();
    return Philox.toUniform(a, nextWord());
  }

  /** Returns the next standard normal number; every second call takes two words. */
  public double nextNormal() {
    if (hasSpareNormal) {
      hasSpareNormal = false;
      return spareNormal;
    }
    int a = nextWord();
    int b = nextWord();
    spareNormal = Philox.normalSine(a, b);
    hasSpareNormal = true;
    return Philox.normalCosine(a, b);
  }

  /**
   * Returns the next integer in [0, bound), each equally likely.
   *
   * <p>Lemire's method ("Fast random integer generation in an interval", 2019): the high half of
   * word x bound, drawing again in the rare case that would favour some values.
   *
   * @throws IllegalArgumentException if {@code bound} is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("nextInt: bound must be positive, got " + bound);
    }
    long product = (nextWord() & 0xFFFFFFFFL) * bound;
    if ((product & 0xFFFFFFFFL) < bound) {
      long threshold = (1L << 32) % bound;
      while ((product & 0xFFFFFFFFL) < threshold) {
        product = (nextWord() & 0xFFFFFFFFL) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /** Shuffles the array in place, every order equally likely (Fisher and Yates). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }

  /** Returns the numbers 0 to n-1 in random order. */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    shuffle(order);
    return order;
  }
}
