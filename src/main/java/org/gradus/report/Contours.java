package org.gradus.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * Lines on which a function of two variables has the same value.
 *
 * @param levels the values, from low to high
 * @param lines for each level, pieces of its line: x1, y1, x2, y2 each
 */
public record Contours(List<Double> levels, List<List<double[]>> lines) {
  private static final int CELLS = 96; // along each side: a piece is then a few pixels long

  /** How many points the function is looked at along each axis. */
  public static final int NODES = CELLS + 1;

  /** Keeps copies. */
  public Contours {
    levels = List.copyOf(levels);
    lines = lines.stream().map(List::copyOf).toList();
  }

  /**
   * Finds the lines in the rectangle between the axes' ends.
   *
   * @param levels the values to look for, from low to high
   */
  public static Contours of(DoubleBinaryOperator function, Axis x, Axis y, double... levels) {
    double[] points = points(x, y);
    double[] heights = new double[NODES * NODES];
    for (int i = 0; i < heights.length; i++) {
      heights[i] = function.applyAsDouble(points[2 * i], points[2 * i + 1]);
    }
    return of(heights, x, y, levels);
  }

  /**
   * The points that {@link #of(double[], Axis, Axis, double...)} needs the heights of: x, y each.
   */
  public static double[] points(Axis x, Axis y) {
    double[] xs = along(x);
    double[] ys = along(y);
    double[] points = new double[2 * NODES * NODES];
    for (int i = 0; i < NODES * NODES; i++) {
      points[2 * i] = xs[i / NODES];
      points[2 * i + 1] = ys[i % NODES];
    }
    return points;
  }

  /**
   * Finds the lines by the heights of all {@link #points}; along the sides of the cells between
   * them the height is taken to be linear (marching squares).
   *
   * @param levels the values to look for, from low to high
   */
  public static Contours of(double[] heights, Axis x, Axis y, double... levels) {
    Cells cells = new Cells(along(x), along(y), heights);
    List<Double> values = new ArrayList<>();
    List<List<double[]>> lines = new ArrayList<>();
    for (double level : levels) {
      values.add(level);
      lines.add(cells.line(level));
    }
    return new Contours(values, lines);
  }

  /** {@code count} levels from {@code low} to {@code high} with equal factors between them. */
  public static double[] levels(double low, double high, int count) {
    double[] levels = Plot.range(Math.log(low), Math.log(high), count);
    for (int i = 0; i < count; i++) {
      levels[i] = Math.exp(levels[i]);
    }
    return levels;
  }

  private static double[] along(Axis axis) {
    Double from = axis.from();
    Double to = axis.to();
    if (from == null || to == null) {
      throw new IllegalArgumentException("contours need the ends of the axis " + axis.title());
    }
    return Plot.range(from, to, CELLS + 1);
  }

  /** The pieces of a level's line one after another, with gaps between them: x and y. */
  public double[][] curve(int level) {
    List<double[]> pieces = lines.get(level);
    double[] xs = new double[3 * pieces.size()];
    double[] ys = new double[xs.length];
    for (int i = 0; i < pieces.size(); i++) {
      double[] piece = pieces.get(i);
      xs[3 * i] = piece[0];
      ys[3 * i] = piece[1];
      xs[3 * i + 1] = piece[2];
      ys[3 * i + 1] = piece[3];
      xs[3 * i + 2] = Double.NaN;
      ys[3 * i + 2] = Double.NaN;
    }
    return new double[][] {xs, ys};
  }

  private record Cells(double[] xs, double[] ys, double[] heights) {
    List<double[]> line(double level) {
      List<double[]> pieces = new ArrayList<>();
      for (int i = 0; i < CELLS; i++) {
        for (int j = 0; j < CELLS; j++) {
          List<double[]> crossings = new ArrayList<>();
          cross(crossings, level, i, j, i + 1, j);
          cross(crossings, level, i + 1, j, i + 1, j + 1);
          cross(crossings, level, i + 1, j + 1, i, j + 1);
          cross(crossings, level, i, j + 1, i, j);
          for (int k = 0; k + 1 < crossings.size(); k += 2) {
            double[] a = crossings.get(k);
            double[] b = crossings.get(k + 1);
            pieces.add(new double[] {a[0], a[1], b[0], b[1]});
          }
        }
      }
      return pieces;
    }

    /** Adds where the line crosses a side, if it does: between a height below it and one not. */
    private void cross(List<double[]> crossings, double level, int i, int j, int k, int l) {
      double a = heights[i * NODES + j];
      double b = heights[k * NODES + l];
      if (a < level != b < level) {
        double t = (level - a) / (b - a);
        crossings.add(new double[] {xs[i] + t * (xs[k] - xs[i]), ys[j] + t * (ys[l] - ys[j])});
      }
    }
  }
}
