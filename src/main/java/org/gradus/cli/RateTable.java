package org.gradus.cli;

import java.util.List;
import java.util.Locale;
import org.gradus.watch.LearningRateRange;
import org.gradus.watch.LearningRateRange.Point;

/** The points of a range test as text. */
final class RateTable {
  /** Rows that are shown of many. */
  private static final int ROWS = 16;

  private RateTable() {}

  /** Returns a row for each of some points, from the first to the last. */
  static String text(LearningRateRange range) {
    List<Point> points = range.points();
    StringBuilder table = new StringBuilder();
    table.append("%12s %10s %10s%n".formatted("rate", "loss", "smoothed"));
    int rows = Math.min(ROWS, points.size());
    for (int row = 0; row < rows; row++) {
      Point point = points.get(rows == 1 ? 0 : row * (points.size() - 1) / (rows - 1));
      table.append(
          String.format(
              Locale.ROOT,
              "%12s %10.4f %10.4f%n",
              LearningRateRange.rate(point.rate()),
              point.loss(),
              point.smoothed()));
    }
    return table.toString();
  }
}
