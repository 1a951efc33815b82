package org.gradus.report;

import java.util.Locale;

/** Numbers as pages show them. */
final class Numbers {
  private Numbers() {}

  /** Returns so many digits behind the point. */
  static String fixed(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** Returns a whole number; thin spaces between groups of three read the same everywhere. */
  static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f');
  }

  /** Returns a share as a percentage. */
  static String percent(double share, int digits) {
    return fixed(100 * share, digits) + "\u202f%";
  }

  /** Returns three digits that count, or all before the point. */
  static String short3(double value) {
    double size = Math.abs(value);
    if (size >= 100) {
      return grouped(Math.round(value));
    }
    return fixed(value, size >= 10 ? 1 : size >= 1 ? 2 : 3);
  }
}
