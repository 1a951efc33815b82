package org.gradus.cli;

import java.util.Locale;

/** Numbers in sentences. */
final class Words {
  private Words() {}

  /** Returns {@code 1 step} or {@code 1,250 steps}. */
  static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /** Returns a clause as a sentence: with a capital letter and a full stop. */
  static String sentence(String clause) {
    return clause.substring(0, 1).toUpperCase(Locale.ROOT) + clause.substring(1) + ".";
  }
}
