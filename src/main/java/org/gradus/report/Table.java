package org.gradus.report;

import java.util.ArrayList;
import java.util.List;

/** A table of text and numbers, as HTML. */
final class Table {
  /** A column's title, and whether it holds text, which begins at its left edge. */
  private record Column(String title, boolean text) {}

  private final List<Column> columns = new ArrayList<>();
  private final StringBuilder rows = new StringBuilder();

  /** Adds a column of text. */
  Table text(String title) {
    columns.add(new Column(title, true));
    return this;
  }

  /** Adds columns of numbers. */
  Table numbers(String... titles) {
    for (String title : titles) {
      columns.add(new Column(title, false));
    }
    return this;
  }

  /** Adds a row, a cell for each column. */
  Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "%d cells for %d columns".formatted(cells.length, columns.size()));
    }
    rows.append("<tr>");
    for (int i = 0; i < cells.length; i++) {
      rows.append(columns.get(i).text() ? "<td class=\"text\">" : "<td>");
      rows.append(Html.text(cells[i])).append("</td>");
    }
    rows.append("</tr>\n");
    return this;
  }

  /** Returns head and body; where there are no rows, that nothing was measured. */
  String html() {
    StringBuilder html = new StringBuilder("<thead><tr>");
    for (Column column : columns) {
      html.append(column.text() ? "<th scope=\"col\" class=\"text\">" : "<th scope=\"col\">");
      html.append(Html.text(column.title())).append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    if (rows.isEmpty()) {
      html.append("<tr><td class=\"text\" colspan=\"").append(columns.size());
      html.append("\">not measured</td></tr>\n");
    }
    return html.append(rows).append("</tbody>\n").toString();
  }
}
