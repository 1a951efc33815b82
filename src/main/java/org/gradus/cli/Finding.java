package org.gradus.cli;

/**
 * One thing the doctor looked at.
 *
 * @param name of the thing, such as {@code CUDA driver}
 * @param state how it is
 * @param detail what was found, or why nothing was
 * @param remedy what to do about it; empty where nothing needs doing
 */
record Finding(String name, State state, String detail, String remedy) {
  /** How a thing is. */
  enum State {
    /** There, and fit for use. */
    OK,
    /** Not there, and not needed to train on the devices there are. */
    ABSENT,
    /** Not there or unfit, so that something does not work or is slow. */
    PROBLEM;

    /** Returns the word that is printed. */
    String word() {
      return switch (this) {
        case OK -> "ok";
        case ABSENT -> "absent";
        case PROBLEM -> "problem";
      };
    }
  }

  static Finding ok(String name, String detail) {
    return new Finding(name, State.OK, detail, "");
  }

  static Finding absent(String name, String detail, String remedy) {
    return new Finding(name, State.ABSENT, detail, remedy);
  }

  static Finding problem(String name, String detail, String remedy) {
    return new Finding(name, State.PROBLEM, detail, remedy);
  }
}
