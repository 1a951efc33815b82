package org.gradus.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text and numbers; {@link #row} returns one with a row more.
 *
 * @param title what stands above it
 * @param says one or two sentences that say how to read it; may be empty
 * @param columns what the cells hold
 * @param rows a cell for each column
 */
public record Grid(String title, String says, List<Column> columns, List<List<String>> rows)
    implements Exhibit {
  /**
   * A column.
   *
   * @param title what it holds, with its unit
   * @param text whether it holds text, which begins at its left edge, and not numbers
   */
  public record Column(String title, boolean text) {}

  /** Keeps copies. */
  public Grid {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** A table with no rows yet, whose first column is text and whose others are numbers. */
  public static Grid of(String title, String text, String... numbers) {
    List<Column> columns = new ArrayList<>(List.of(new Column(text, true)));
    for (String number : numbers) {
      columns.add(new Column(number, false));
    }
    return new Grid(title, "", columns, List.of());
  }

  /** A table with no rows yet, all of whose columns are numbers. */
  public static Grid ofNumbers(String title, String... numbers) {
    Grid titled = of(title, "", numbers);
    return new Grid(title, "", titled.columns.subList(1, titled.columns.size()), List.of());
  }

  /** With a column of text at the right. */
  public Grid text(String column) {
    List<Column> more = new ArrayList<>(columns);
    more.add(new Column(column, true));
    return new Grid(title, says, more, rows);
  }

  /** With a sentence on how to read it. */
  public Grid saying(String sentence) {
    return new Grid(title, sentence, columns, rows);
  }

  /**
   * With one row more.
   *
   * @throws IllegalArgumentException if there is not a cell for each column
   */
  public Grid row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "table '%s': %d cells for %d columns".formatted(title, cells.length, columns.size()));
    }
    List<List<String>> more = new ArrayList<>(rows);
    more.add(List.of(cells));
    return new Grid(title, says, columns, more);
  }
}
