package org.gradus.cli;

import java.io.IOException;

/** Another program that a command leaves its work to. */
final class Child {
  private Child() {}

  /** Runs it to its end and returns its exit status; an interrupt ends it. */
  static int await(ProcessBuilder program) throws IOException {
    Process process = program.start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }
}
