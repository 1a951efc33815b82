package org.gradus.check;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.gradus.op.Shape;

/**
 * What a {@link GradCheck} found.
 *
 * @param seed what repeats it
 * @param rows one for each parameter, and one for the model's input, called {@code x}
 */
public record GradCheckReport(long seed, List<Row> rows) {
  /**
   * One tensor's gradient.
   *
   * @param name the parameter's, such as {@code 0.weight}
   * @param shape the parameter's
   * @param compared how many derivatives were compared: elements, and one along random signs
   * @param undecided how many more were not, because a kink was too near to tell
   * @param relativeError the largest of all compared: |analytic - numeric| over the larger of them
   * @param worst which derivative came nearest to its bound or went farthest beyond
   * @param analytic what the graph says of that one
   * @param numeric what differences say of it
   * @param bound by how much these may differ
   * @param passed whether all compared are within their bounds, and any was compared
   */
  public record Row(
      String name,
      Shape shape,
      int compared,
      int undecided,
      double relativeError,
      String worst,
      double analytic,
      double numeric,
      double bound,
      boolean passed) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s %s: %s; %d compared, %d undecided, relative error up to %.2g; worst %s: the graph"
              + " says %s, differences say %s (bound %.3g)",
          name,
          shape,
          passed ? "right" : compared == 0 ? "NOT DECIDED" : "WRONG",
          compared,
          undecided,
          relativeError,
          worst,
          analytic,
          numeric,
          bound);
    }
  }

  /** Keeps an unmodifiable copy. */
  public GradCheckReport {
    rows = List.copyOf(rows);
  }

  /** Whether every gradient is right. */
  public boolean passed() {
    return rows.stream().allMatch(Row::passed);
  }

  /**
   * Returns this if every gradient is right.
   *
   * @throws AssertionError if one is wrong, with its parameter, element, values and bound
   */
  public GradCheckReport requirePassed() {
    if (!passed()) {
      throw new AssertionError(
          rows.stream()
              .filter(row -> !row.passed())
              .map(Row::toString)
              .collect(Collectors.joining("\n", "gradients, seed " + seed + ":\n", "")));
    }
    return this;
  }

  /** A line for each tensor. */
  @Override
  public String toString() {
    return rows.stream().map(Row::toString).collect(Collectors.joining("\n"));
  }
}
