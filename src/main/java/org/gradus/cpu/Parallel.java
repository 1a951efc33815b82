package org.gradus.cpu;

import org.gradus.cpu.math.Workers;

/**
 * Loops cut in ranges for the threads of a pool. Where they are cut depends on their length alone,
 * so that the number of threads changes no result.
 */
record Parallel(Workers workers) {
  /** Elements of a range: some microseconds of the cheapest work there is. */
  static final int GRAIN = 1 << 14;

  /** The body of a loop over {@code from} (inclusive) to {@code to} (exclusive). */
  @FunctionalInterface
  interface Range {
    /** Does the part of the loop from {@code from} (inclusive) to {@code to} (exclusive). */
    void run(int from, int to);
  }

  /** A loop of {@code length} in ranges of {@code grain}. */
  Kernel loop(int length, int grain, Range body) {
    int chunks = Workers.chunks(length, grain);
    Workers.Task task =
        chunk ->
            body.run(
                Workers.chunkStart(chunk, length, grain),
                Workers.chunkStart(chunk + 1, length, grain));
    return chunks == 1 ? () -> body.run(0, length) : () -> workers.run(chunks, task);
  }

  /** A loop over elements of which each is cheap. */
  Kernel elements(int length, Range body) {
    return loop(length, GRAIN, body);
  }

  /** A loop over rows of {@code width} elements. */
  Kernel rows(int rows, int width, Range body) {
    return loop(rows, rowsOf(width, GRAIN), body);
  }

  /** How many rows of {@code width} elements make a range of about {@code grain} elements. */
  static int rowsOf(int width, int grain) {
    return Math.max(1, grain / Math.max(1, width));
  }
}
