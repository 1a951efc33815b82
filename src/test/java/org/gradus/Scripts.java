package org.gradus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;

/** Runs scripts of the checkout. */
final class Scripts {
  /** What a script ended with, and everything it printed. */
  record Answer(int status, String printed) {}

  private Scripts() {}

  /** Whether there is a Python to run them. */
  static boolean python() throws InterruptedException {
    try {
      return run(List.of("python3", "--version"), "LC_ALL", "C.UTF-8").status() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a command in the checkout, with one variable set in its environment. */
  static Answer run(List<String> command, String variable, String value)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(variable, value);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Answer(process.waitFor(), printed);
  }
}
