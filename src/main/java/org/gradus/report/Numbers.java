package org.gradus.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as pages show them. */
public final class Numbers {
  private Numbers() {}

  /** Returns so many digits behind the point. */
  public static String fixed(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** Returns a whole number; thin spaces between groups of three read the same everywhere. */
  public static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f');
  }

  /** Returns a share as a percentage. */
  public static String percent(double share, int digits) {
    return fixed(100 * share, digits) + "\u202f%";
  }

  /** Returns three digits that count, or all before the point. */
  public static String short3(double value) {
    double size = Math.abs(value);
    if (size >= 100) {
      return grouped(Math.round(value));
    }
    return fixed(value, size >= 10 ? 1 : size >= 1 ? 2 : 3);
  }

  /** Returns so many digits that count; very large and very small numbers with a power of ten. */
  public static String significant(double value, int digits) {
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : Double.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
    int power = rounded.precision() - rounded.scale() - 1;
    return power < -4 || power > 9
        ? rounded.movePointLeft(power).toPlainString() + "e" + power
        : rounded.toPlainString();
  }
}
