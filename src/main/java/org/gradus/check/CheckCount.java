package org.gradus.check;

import java.util.Optional;

/** How many steps and runs of a device were checked. */
final class CheckCount {
  private long steps;
  private long runs;
  private boolean differed;
  private boolean told;

  /** Counts a run whose steps all agreed. */
  void agreed(int stepsOfTheRun) {
    steps += stepsOfTheRun;
    runs++;
  }

  /** Notes that a step differed, which is told where it happens. */
  void differed() {
    differed = true;
  }

  /**
   * Returns what is to be told at the end, the first time, unless nothing ran or a step differed.
   */
  Optional<String> story() {
    if (runs == 0 || differed || told) {
      return Optional.empty();
    }
    told = true;
    return Optional.of(
        "gradus check: %s of %s agreed with the CPU in F64"
            .formatted(count(steps, "step"), count(runs, "run")));
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
