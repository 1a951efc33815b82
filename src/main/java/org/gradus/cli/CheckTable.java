package org.gradus.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.gradus.check.CheckRow;

/** Collects results, tells of failures at once, and prints a line for each op and check. */
final class CheckTable {
  private static final String HEAD = "%-6s %-24s %-18s %6s %12s %12s %9s%n";
  private static final String LINE = "%-6s %-24s %-18s %6d %12.2e %12.2e %9.3f%n";

  private final Console console;
  private final List<CheckRow> rows = new ArrayList<>();

  CheckTable(Console console) {
    this.console = console;
  }

  /** Takes one result. */
  void add(CheckRow row) {
    rows.add(row);
    if (!row.passed()) {
      console.err().println("gradus: %s check failed: %s".formatted(row.check(), row.message()));
    } else if (console.terminal()) {
      console.err().printf("\r%d checks ", rows.size());
    }
  }

  /** Returns all results, in the order they came. */
  List<CheckRow> rows() {
    return rows;
  }

  /** Returns how many checks failed. */
  long failed() {
    return rows.stream().filter(row -> !row.passed()).count();
  }

  /** Returns the line that sums it all up. */
  String lastLine() {
    return "%d passed, %d failed".formatted(rows.size() - failed(), failed());
  }

  /** Prints the table: the error shown is the one that came nearest to its bound. */
  void print() {
    Map<String, Group> groups = new LinkedHashMap<>();
    for (CheckRow row : rows) {
      groups.computeIfAbsent(row.op() + " " + row.check(), _ -> new Group(row)).add(row);
    }
    if (console.terminal()) {
      console.err().print("\r");
    }
    console.out().printf(HEAD, "", "op", "check", "cases", "error", "bound", "seconds");
    groups.values().forEach(group -> group.print(console));
  }

  /** All results of one op in one check. */
  private static final class Group {
    private final Set<String> cases = new HashSet<>();
    private CheckRow worst;
    private double seconds;

    Group(CheckRow first) {
      worst = first;
    }

    void add(CheckRow row) {
      cases.add(row.caseName());
      seconds += row.seconds();
      if (ratio(row) > ratio(worst)) {
        worst = row;
      }
    }

    private static double ratio(CheckRow row) {
      if (!row.passed()) {
        return Double.POSITIVE_INFINITY;
      }
      return row.error() == 0 ? 0 : row.error() / row.bound();
    }

    void print(Console console) {
      console
          .out()
          .printf(
              Locale.ROOT,
              LINE,
              worst.passed() ? "ok" : "FAILED",
              worst.op(),
              worst.check(),
              cases.size(),
              worst.error(),
              worst.bound(),
              seconds);
    }
  }
}
