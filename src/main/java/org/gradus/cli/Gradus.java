package org.gradus.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code gradus} command: finds the sub-command and turns its outcome into an exit status. */
@Command(
    name = "gradus",
    description = "Trains neural networks on the GPU or the CPU.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Gradus implements Runnable {
  private Gradus() {}

  /**
   * Runs the command and exits with its status: 0 when it went well, 1 when it failed, 2 for wrong
   * usage.
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Gradus()).execute(arguments));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
