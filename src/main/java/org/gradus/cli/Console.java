package org.gradus.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command prints and the environment it runs in; tests bring their own.
 *
 * @param out for results
 * @param err for errors, warnings and progress
 * @param terminal whether err is one, on which a line can be drawn anew
 * @param environment variables, as {@link System#getenv()} has them
 */
record Console(
    PrintStream out, PrintStream err, boolean terminal, Map<String, String> environment) {
  /** Returns the console of this process. */
  static Console system() {
    java.io.Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    return new Console(System.out, System.err, terminal, System.getenv());
  }

  /** Returns whether GRADUS_DEBUG asks for stack traces. */
  boolean debug() {
    String level = environment.getOrDefault("GRADUS_DEBUG", "");
    return !level.isEmpty() && !level.equals("0");
  }

  /** Prints one line that does not stop the command. */
  void warn(String message) {
    err.println("gradus: warning: " + message);
  }
}
