package org.gradus.device;

import org.jspecify.annotations.Nullable;

/**
 * How much Gradus tells about itself on standard error, by the environment variable {@code
 * GRADUS_DEBUG}: 1 the device, where training data lies, a summary of each plan and warnings of
 * kernel compilers, 2 whole plans and a row a step, 3 the graph before and after each pass, 4
 * kernel sources.
 */
public final class Debug {
  private static final int LEVEL = parse(System.getenv("GRADUS_DEBUG"));

  private static final int CHECK = parse(System.getenv("GRADUS_CHECK"));

  private Debug() {}

  /** Whether the environment variable {@code GRADUS_CHECK} asks to check every step on the CPU. */
  public static boolean checks() {
    return CHECK > 0;
  }

  /** Whether this much is to be told. */
  public static boolean tells(int level) {
    return LEVEL >= level;
  }

  /** Writes {@code text} to standard error. */
  public static void tell(String text) {
    System.err.println(text);
  }

  static int parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return 0;
    }
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      return 1; // set to some word: it was meant to be on
    }
  }
}
