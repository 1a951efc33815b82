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

  /** Keeps copies. */
  public Contours {
    levels = List.copyOf(levels);
    lines = lines.stream().map(List::copyOf).toList();
  }

  /**
   * Finds the lines in a rectangle, by a grid of cells in which the function is taken to be linear
   * along the sides (marching squares).
   *
   * @param levels the values to look for, from low to high
   */
  public static Contours of(DoubleBinaryOperator function, Axis x, Axis y, double... levels) {
    double[] xs = along(x);
    double[] ys = along(y);
    double[][] heights = new double[xs.length][ys.length];
    for (int i = 0; i < xs.length; i++) {
      for (int j = 0; j < ys.length; j++) {
        heights[i][j] = function.applyAsDouble(xs[i], ys[j]);
      }
    }
    List<Double> values = new ArrayList<>();
    List<List<double[]>> lines = new ArrayList<>();
    for (double level : levels) {
      values.add(level);
      lines.add(line(xs, ys, heights, level));
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

  private static List<double[]> line(double[] xs, double[] ys, double[][] heights, double level) {
    List<double[]> pieces = new ArrayList<>();
    for (int i = 0; i + 1 < xs.length; i++) {
      for (int j = 0; j + 1 < ys.length; j++) {
        List<double[]> crossings = new ArrayList<>();
        cross(crossings, xs, ys, heights, level, i, j, i + 1, j);
        cross(crossings, xs, ys, heights, level, i + 1, j, i + 1, j + 1);
        cross(crossings, xs, ys, heights, level, i + 1, j + 1, i, j + 1);
        cross(crossings, xs, ys, heights, level, i, j + 1, i, j);
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
  private static void cross(
      List<double[]> crossings,
      double[] xs,
      double[] ys,
      double[][] heights,
      double level,
      int i,
      int j,
      int k,
      int l) {
    double a = heights[i][j];
    double b = heights[k][l];
    if (a < level != b < level) {
      double t = (level - a) / (b - a);
      crossings.add(new double[] {xs[i] + t * (xs[k] - xs[i]), ys[j] + t * (ys[l] - ys[j])});
    }
  }
}
