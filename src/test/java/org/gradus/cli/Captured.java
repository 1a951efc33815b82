package org.gradus.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * What a command printed, and its exit status.
 *
 * @param status 0, 1 or 2
 * @param out standard output
 * @param err standard error
 */
record Captured(int status, String out, String err) {
  /** Runs {@code gradus} with these arguments in this process. */
  static Captured run(String... arguments) {
    return run(Map.of(), arguments);
  }

  /** As {@link #run(String...)}, with these environment variables alone. */
  static Captured run(Map<String, String> environment, String... arguments) {
    return of(environment, console -> Gradus.run(console, arguments));
  }

  /** Captures what any action prints; its result is the status. */
  static Captured of(Map<String, String> environment, ToIntFunction<Console> action) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status;
    try (PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      status = action.applyAsInt(new Console(outStream, errStream, false, environment));
    }
    return new Captured(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Returns the lines of standard error. */
  List<String> errLines() {
    return err.lines().toList();
  }

  /** Returns the last line of standard output. */
  String lastLine() {
    return out.lines().toList().getLast();
  }
}
