package org.gradus.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.gradus.io.DataException;

/** The lines of a CSV file as they come in: features as floats, labels as text. */
final class CsvTable {
  private static final String LABEL = "label";
  private static final int FIRST_CAPACITY = 1024;

  private final Path file;
  private final List<String> header;
  private final int cells;
  private final int labelCell;
  private final CsvLabels labels;
  private float[] features = new float[FIRST_CAPACITY];
  private int filled;

  private CsvTable(Path file, List<String> header, int cells, int labelCell) {
    this.file = file;
    this.header = header;
    this.cells = cells;
    this.labelCell = labelCell;
    labels = new CsvLabels(file, column(labelCell));
  }

  /** Begins a table by its first line, which is a header or already data. */
  static CsvTable begin(Path file, List<String> first) {
    if (first.size() < 2) {
      throw new DataException(
          file + ": line 1: a feature and a label need at least 2 columns, found " + first.size());
    }
    List<String> trimmed = first.stream().map(String::strip).toList();
    int last = first.size() - 1;
    int named = trimmed.indexOf(LABEL);
    boolean isHeader =
        named >= 0 || trimmed.subList(0, last).stream().noneMatch(CsvTable::isNumber);
    return new CsvTable(
        file, isHeader ? trimmed : List.of(), first.size(), named >= 0 ? named : last);
  }

  boolean hasHeader() {
    return !header.isEmpty();
  }

  /** Adds a line of data, checking every cell. */
  void add(long line, List<String> fields) {
    if (fields.size() != cells) {
      throw new DataException(
          "%s: line %d: %d columns expected, found %d".formatted(file, line, cells, fields.size()));
    }
    if (filled + cells > features.length) {
      features = Arrays.copyOf(features, Math.max(2 * features.length, filled + cells));
    }
    for (int cell = 0; cell < cells; cell++) {
      if (cell == labelCell) {
        labels.add(line, fields.get(cell).strip());
      } else {
        features[filled++] = number(line, cell, fields.get(cell).strip());
      }
    }
  }

  private float number(long line, int cell, String text) {
    if (!isNumber(text)) {
      throw new DataException(
          "%s: line %d, %s: '%s' is not a number".formatted(file, line, column(cell), text));
    }
    float value = Float.parseFloat(text);
    if (!Float.isFinite(value)) {
      throw new DataException(
          "%s: line %d, %s: %s is beyond the range of a float"
              .formatted(file, line, column(cell), text));
    }
    return value;
  }

  /** Returns how messages name a column: {@code column 3 (width)}. */
  private String column(int cell) {
    String number = "column " + (cell + 1);
    return header.isEmpty() ? number : number + " (" + header.get(cell) + ")";
  }

  /** Returns the number of lines of data. */
  int size() {
    return labels.size();
  }

  /** Returns the number of features of a line. */
  int columns() {
    return cells - 1;
  }

  /** Returns all features, line by line. */
  float[] features() {
    return Arrays.copyOf(features, filled);
  }

  CsvLabels labels() {
    return labels;
  }

  /** Says whether a text is a decimal number; Java's own {@code 1f}, {@code 0x1p3}, NaN are not. */
  static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    try {
      Float.parseFloat(text);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
