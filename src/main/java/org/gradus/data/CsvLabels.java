package org.gradus.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.gradus.io.DataException;

/** The label column of a CSV file: whole numbers 0..C-1, or names that become such numbers. */
final class CsvLabels {
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,9}");

  private final Path file;
  private final String column;
  private final List<String> texts = new ArrayList<>();
  private final List<Long> lines = new ArrayList<>();

  CsvLabels(Path file, String column) {
    this.file = file;
    this.column = column;
  }

  void add(long line, String text) {
    if (text.isEmpty()) {
      throw new DataException("%s: line %d, %s: the label is empty".formatted(file, line, column));
    }
    texts.add(text);
    lines.add(line);
  }

  int size() {
    return texts.size();
  }

  /** Returns the classes in the order of their numbers. */
  List<String> classNames() {
    SortedSet<String> distinct = new TreeSet<>(texts);
    if (distinct.size() == 1) {
      throw new DataException(
          "%s: only one class, '%s': nothing to tell apart".formatted(file, distinct.first()));
    }
    if (!distinct.stream().allMatch(CsvTable::isNumber)) {
      return List.copyOf(distinct);
    }
    for (int i = 0; i < texts.size(); i++) {
      if (!WHOLE.matcher(texts.get(i)).matches()) {
        throw new DataException(
            "%s: line %d, %s: label %s is no class: a whole number from 0 on, or a name"
                .formatted(file, lines.get(i), column, texts.get(i)));
      }
    }
    return numbered();
  }

  private List<String> numbered() {
    int classes = (int) texts.stream().mapToInt(Integer::parseInt).distinct().count();
    for (int i = 0; i < texts.size(); i++) {
      int label = Integer.parseInt(texts.get(i));
      if (label < 0 || label >= classes) {
        throw new DataException(
            "%s: line %d, %s: label %d is out of range: %d classes occur, so labels must be 0..%d"
                .formatted(file, lines.get(i), column, label, classes, classes - 1));
      }
    }
    return Dataset.numberedClasses(classes);
  }

  /** Returns each line's class by its place in {@code classNames}, or by its own number. */
  int[] numbers(List<String> classNames) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < classNames.size(); i++) {
      places.put(classNames.get(i), i);
    }
    int[] numbers = new int[texts.size()];
    for (int i = 0; i < numbers.length; i++) {
      Integer place = places.get(texts.get(i));
      // "01" and "1" are one number but two texts.
      numbers[i] = place != null ? place : Integer.parseInt(texts.get(i));
    }
    return numbers;
  }
}
