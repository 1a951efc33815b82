package org.gradus.check;

import org.gradus.check.OpCase.Scale;
import org.gradus.device.HostTensor;

/**
 * One result held against the exact one: element by element, NaN and infinities alike in kind,
 * whole numbers and {@code exact} results in every bit, others within the tolerance.
 *
 * @param what names the result in messages
 * @param expected the exact values, in F64 or whole numbers
 * @param magnitudes the values for operands without sign, where the scale is made of them; else the
 *     expected values once more
 * @param exact whether not a bit may differ
 * @param kinds whether NaN, infinity and minus infinity are told apart, or only from numbers
 */
record Comparison(
    String what,
    HostTensor expected,
    HostTensor magnitudes,
    Scale scale,
    Tolerance tolerance,
    boolean exact,
    boolean kinds) {

  /** The worst of all elements of {@code actual}. */
  Verdict of(HostTensor actual) {
    if (actual.size() != expected.size()) {
      return Verdict.failed("%s is %s, not %s".formatted(what, actual.spec(), expected.spec()));
    }
    HostTensor rounded = HostTensor.allocate(actual.spec()).fill(expected.toDoubles());
    boolean bits = exact || !actual.spec().dtype().isFloat();
    double largest = largest();
    Verdict.Worst worst = new Verdict.Worst();
    for (int i = 0; i < actual.size(); i++) {
      double wanted = bits ? rounded.get(i) : expected.get(i);
      double got = actual.get(i);
      double bound = bits ? 0 : bound(i, largest);
      double error = error(wanted, got, rounded.get(i));
      int at = i;
      worst.see(
          error,
          bound,
          () ->
              "%s[%d] is %s, not %s (off by %.3g, bound %.3g)"
                  .formatted(what, at, got, wanted, error, bound));
    }
    return worst.verdict();
  }

  /** The distance, NaN where the kinds differ: a result that rounds to infinity may be so. */
  private double error(double wanted, double got, double rounded) {
    if (Double.isFinite(wanted) && Double.isFinite(got)) {
      return Math.abs(wanted - got);
    }
    boolean alike = Double.compare(rounded, got) == 0;
    boolean bothNot = !kinds && !Double.isFinite(rounded) && !Double.isFinite(got);
    return alike || bothNot ? 0 : Double.NaN;
  }

  private double bound(int i, double largest) {
    double value = Math.abs(expected.get(i));
    double size =
        switch (scale) {
          case RESULT -> value;
          case LARGEST -> largest;
          case MAGNITUDES -> Math.max(value, Math.abs(magnitudes.get(i)));
        };
    return tolerance.bound(Double.isFinite(size) ? size : Math.max(largest, value), value);
  }

  private double largest() {
    double largest = 1;
    for (int i = 0; i < expected.size(); i++) {
      double value = Math.abs(expected.get(i));
      largest = Double.isFinite(value) ? Math.max(largest, value) : largest;
    }
    return largest;
  }

  /** A comparison in F64 on the scale of the largest element. */
  static Comparison wide(String what, HostTensor expected, Tolerance tolerance) {
    return new Comparison(what, expected, expected, Scale.LARGEST, tolerance, false, true);
  }
}
