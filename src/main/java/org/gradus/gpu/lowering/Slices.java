package org.gradus.gpu.lowering;

/**
 * How the inner length of a matrix product is cut into slices, whose sums are added at the end.
 *
 * @param count how many
 * @param length of each but the last
 */
record Slices(int count, long length) {
  /** The shortest: below it a slice's sums cost as much to add as to compute. */
  private static final int SHORTEST = 256;

  /** Partial sums are as many times the result. */
  private static final int MOST = 64;

  /** The whole length at once. */
  static Slices one(Product product) {
    return new Slices(1, Math.max(1, product.k()));
  }

  /**
   * As many slices as it takes to give the device {@code groups} groups.
   *
   * @param tiles of all results
   * @param step what a slice's length is a multiple of
   */
  static Slices of(Product product, long tiles, int step, int groups) {
    long wanted = Math.min(groups / Math.max(1, tiles), most(product));
    return into(wanted, product, step);
  }

  /** About {@code wanted} slices, each but the last a multiple of {@code step} long. */
  static Slices into(long wanted, Product product, int step) {
    if (wanted <= 1) {
      return one(product);
    }
    long length = Math.ceilDiv(Math.ceilDiv((long) product.k(), wanted), step) * step;
    int count = Math.toIntExact(Math.ceilDiv(product.k(), length));
    return count == 1 ? one(product) : new Slices(count, length);
  }

  /** How many there can be. */
  static long most(Product product) {
    return Math.clamp(product.k() / SHORTEST, 1, MOST);
  }
}
