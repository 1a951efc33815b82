package org.gradus.gpu;

import java.util.Locale;

/** Sizes of memory in words. */
public final class Bytes {
  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

  private Bytes() {}

  /** Such as {@code 11.96 GiB}. */
  public static String describe(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.2f %s", value, UNITS[unit]);
  }
}
