package org.gradus.cpu;

import java.util.Arrays;
import org.gradus.cpu.math.Workers;

/**
 * Sums over the rows of a matrix (R, C), one for each column, of one or more quantities at once.
 *
 * <p>Rows are cut in chunks and columns in blocks, for threads. Up to 32 rows are added in float,
 * then flushed to sums in double; chunks are combined in their order. The error stays near that of
 * 32 additions in float for any number of rows.
 */
final class ColumnSums {
  /** Columns of a block: its sums stay in the first cache. */
  static final int WIDTH = 256;

  private static final int FLUSH = 32;

  /** Adds what one row brings. */
  @FunctionalInterface
  interface Terms {
    /**
     * Adds the terms of columns {@code column} to {@code column + n} of a row.
     *
     * @param sums quantity q's sums from q {@link #WIDTH} on, then {@link #WIDTH} floats of scratch
     */
    void add(int row, int column, int n, float[] sums);
  }

  private final int columns;
  private final int rows;
  private final int quantities;
  private final int rowsPerChunk;
  private final int chunks;
  private final Terms terms;
  private final double[] partial;
  private final float[][] scratch;
  private final Kernel section;

  ColumnSums(Parallel parallel, int rows, int columns, int quantities, Terms terms) {
    this.rows = rows;
    this.columns = columns;
    this.quantities = quantities;
    this.terms = terms;
    rowsPerChunk = Math.max(FLUSH, 4 * Parallel.GRAIN / Math.max(1, columns));
    chunks = Math.max(1, Workers.chunks(rows, rowsPerChunk));
    partial = new double[chunks * quantities * columns];
    scratch = new float[parallel.workers().threads()][(quantities + 1) * WIDTH];
    int blocks = Workers.chunks(columns, WIDTH);
    section =
        parallel.loop(
            chunks * blocks,
            1,
            (first, last) -> {
              for (int part = first; part < last; part++) {
                sum(part / blocks, part % blocks * WIDTH);
              }
            });
  }

  /** Computes all sums anew. */
  void run() {
    section.run();
    int size = quantities * columns;
    for (int chunk = 1; chunk < chunks; chunk++) {
      for (int i = 0; i < size; i++) {
        partial[i] += partial[chunk * size + i];
      }
    }
  }

  /** The sum of a quantity over the rows of a column, as last computed. */
  double total(int quantity, int column) {
    return partial[quantity * columns + column];
  }

  private void sum(int chunk, int column) {
    int n = Math.min(WIDTH, columns - column);
    int base = chunk * quantities * columns + column;
    for (int quantity = 0; quantity < quantities; quantity++) {
      int at = base + quantity * columns;
      Arrays.fill(partial, at, at + n, 0);
    }
    float[] sums = scratch[Workers.slot()];
    int end = Math.min(rows, (chunk + 1) * rowsPerChunk);
    for (int row = chunk * rowsPerChunk; row < end; row += FLUSH) {
      Arrays.fill(sums, 0, quantities * WIDTH, 0);
      for (int r = row; r < Math.min(row + FLUSH, end); r++) {
        terms.add(r, column, n, sums);
      }
      flush(sums, base, n);
    }
  }

  private void flush(float[] sums, int base, int n) {
    for (int quantity = 0; quantity < quantities; quantity++) {
      int at = base + quantity * columns;
      for (int i = 0; i < n; i++) {
        partial[at + i] += sums[quantity * WIDTH + i];
      }
    }
  }
}
