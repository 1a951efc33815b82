package org.gradus.check;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.gradus.op.Shape;

/**
 * What an {@link Equivalence} found.
 *
 * @param seed what repeats it
 * @param rows one for each device and tensor
 */
public record EquivalenceReport(long seed, List<Row> rows) {
  /**
   * One tensor of one device, by its element that is farthest off.
   *
   * @param device as it was named
   * @param tensor such as {@code outputs}, {@code gradient of 0.weight}, {@code loss of step 3}
   * @param shape the tensor's
   * @param index of the element, row-major
   * @param actual what the device says
   * @param expected what the CPU says in F64
   * @param error how far these are apart; NaN where only one is finite
   * @param bound how far any element of the tensor may be
   */
  public record Row(
      String device,
      String tensor,
      Shape shape,
      int index,
      double actual,
      double expected,
      double error,
      double bound) {
    /** Whether the element is within its bound. */
    public boolean passed() {
      return error <= bound;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s on %s: element %d of %s is %s, not %s (off by %.3g, bound %.3g)",
          tensor,
          device,
          index,
          shape,
          actual,
          expected,
          error,
          bound);
    }
  }

  /** Keeps an unmodifiable copy. */
  public EquivalenceReport {
    rows = List.copyOf(rows);
  }

  /** Whether every tensor of every device is within its bound. */
  public boolean passed() {
    return rows.stream().allMatch(Row::passed);
  }

  /**
   * Returns this if every tensor is within its bound.
   *
   * @throws AssertionError if one is not, with device, tensor, element, values and bound
   */
  public EquivalenceReport requirePassed() {
    if (!passed()) {
      throw new AssertionError(
          rows.stream()
              .filter(row -> !row.passed())
              .map(Row::toString)
              .collect(Collectors.joining("\n", "devices differ, seed " + seed + ":\n", "")));
    }
    return this;
  }

  /** A line for each device and tensor. */
  @Override
  public String toString() {
    return rows.stream().map(Row::toString).collect(Collectors.joining("\n"));
  }
}
