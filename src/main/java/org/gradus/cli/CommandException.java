package org.gradus.cli;

/** A command cannot do what it was asked to: exit status 1. The message is for users. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CommandException(String message) {
    super(message);
  }
}
