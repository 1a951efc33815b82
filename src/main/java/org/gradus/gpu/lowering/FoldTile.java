package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Grid;

/**
 * How a group of a GPU shares (outer, folded, inner) among its items: {@code columns} of the inner
 * axis side by side, {@code rows} of the folded one beside each other, and as many planes as items
 * are left. All are powers of two.
 */
record FoldTile(int columns, int rows) {
  static final int GROUP = 256;

  /** Rows an item folds one after another, where many items share them. */
  private static final int SHORTEST_CHAIN = 16;

  /** Rows of a part, so that parts make few results beside what is read. */
  private static final int FEWEST_ROWS = 64;

  /** The tile for extents counted in what an item reads at once. */
  static FoldTile of(long folded, long inner) {
    int columns = atLeast(inner, GROUP);
    return new FoldTile(columns, atLeast(folded, GROUP / columns));
  }

  /** The power of two that {@code count} needs, at most {@code limit}. */
  private static int atLeast(long count, int limit) {
    return count >= limit ? limit : Integer.highestOneBit(Math.max(1, 2 * (int) count - 1));
  }

  /** Rows of a part. */
  long part() {
    return Math.max(FEWEST_ROWS, (long) SHORTEST_CHAIN * rows);
  }

  /** The groups that fold {@code fold}. */
  Grid grid(Fold fold) {
    int planes = GROUP / (columns * rows);
    long groups =
        Math.ceilDiv(fold.outer(), planes) * fold.parts() * Math.ceilDiv(fold.inner(), columns);
    return Grid.groups(groups, GROUP);
  }
}
