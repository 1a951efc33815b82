package org.gradus.check;

import org.gradus.random.RandomStream;

/** Shapes drawn by a seed. */
final class Shapes {
  /** Around powers of two and of vectors and tiles, where tails begin. */
  private static final int[] AWKWARD = {1, 7, 31, 33, 93, 257, 1024};

  private Shapes() {}

  /** Up to {@code rank} extents, at least one, whose product is at most {@code elements}. */
  static int[] random(RandomStream random, int rank, int elements) {
    int[] dims = new int[1 + random.nextInt(rank)];
    int left = elements;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      dims[axis] = extent(random, left);
      left /= dims[axis];
    }
    return dims;
  }

  /** An extent from 1 to {@code most}: awkward as often as not. */
  static int extent(RandomStream random, int most) {
    int awkward = AWKWARD[random.nextInt(AWKWARD.length)];
    return random.nextInt(2) == 0 && awkward <= most
        ? awkward
        : 1 + random.nextInt(Math.max(1, Math.min(most, 40)));
  }
}
