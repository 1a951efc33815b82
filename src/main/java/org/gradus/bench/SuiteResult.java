package org.gradus.bench;

import java.util.List;
import org.gradus.check.CheckRow;

/**
 * What the checks of all ops came to.
 *
 * @param seed what repeats them
 * @param quick whether the big cases were left out
 * @param passed checks whose values all lay within their bounds
 * @param failures the checks that failed
 */
public record SuiteResult(long seed, boolean quick, long passed, List<CheckRow> failures) {
  /** Keeps an unmodifiable copy. */
  public SuiteResult {
    failures = List.copyOf(failures);
  }
}
