package org.gradus.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.gradus.report.Exhibit;
import org.gradus.report.Grid;

/** Prints the tables among an experiment's exhibits in columns. */
record ConsoleTables(PrintStream out) {
  /** Prints each table, and an empty line behind it. */
  void print(List<Exhibit> exhibits) {
    for (Exhibit exhibit : exhibits) {
      if (exhibit instanceof Grid grid) {
        print(grid);
      }
    }
  }

  private void print(Grid grid) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(grid.columns().stream().map(Grid.Column::title).toList());
    lines.addAll(grid.rows());
    int[] widths = new int[grid.columns().size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    out.println(grid.title());
    for (List<String> line : lines) {
      out.println(line(line, grid.columns(), widths));
    }
    out.println();
  }

  private static String line(List<String> cells, List<Grid.Column> columns, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String space = " ".repeat(widths[i] - cells.get(i).length());
      boolean text = columns.get(i).text();
      line.append("  ").append(text ? cells.get(i) + space : space + cells.get(i));
    }
    return line.toString().stripTrailing();
  }
}
