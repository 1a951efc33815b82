package org.gradus.experiment;

import java.util.Locale;
import org.gradus.report.Numbers;

/** Numbers and sentences as findings say them. */
final class Said {
  private Said() {}

  /** A sentence with numbers, written the same everywhere. */
  static String of(String sentence, Object... numbers) {
    return String.format(Locale.ROOT, sentence, numbers);
  }

  /** A share as a percentage with one digit behind the point. */
  static String percent(double share) {
    return Numbers.percent(share, 1);
  }

  /** A number with as many digits as it has, and three that count at most. */
  static String plain(double number) {
    return Numbers.significant(number, 3);
  }
}
