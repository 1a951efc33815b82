package org.gradus.bench;

/**
 * How large operands are.
 *
 * @param traffic the bytes that a memory-bound case reads and writes
 * @param quick whether matrix products are tiny, too
 */
record Sizes(long traffic, boolean quick) {
  /** Columns of most cases: a multiple of all vectors, and a row that fits every local memory. */
  static final int COLUMNS = 1024;

  /** Rows of so many columns of which each element makes {@code bytes} bytes of traffic. */
  int rows(int columns, double bytes) {
    return (int) Math.max(1, traffic / (bytes * columns));
  }

  /** The same for the usual columns. */
  int rows(double bytes) {
    return rows(COLUMNS, bytes);
  }

  /** An extent of a matrix product. */
  int extent(int full) {
    return quick ? Math.min(full, 64) : full;
  }
}
