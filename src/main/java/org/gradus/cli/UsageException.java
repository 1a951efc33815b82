package org.gradus.cli;

/** The command line is wrong: exit status 2. The message names the option and its choices. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
