package org.gradus.cli;

import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code gradus bench host}: the JMH benchmarks.
 *
 * <p>They are a jar of their own, with JMH in it, which the launcher builds and runs without coming
 * here. Here is its help, and the answer to those who start Gradus in another way.
 */
final class BenchHostCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return Options.command(
        this,
        "Runs the JMH benchmarks of the CPU device. What follows 'host' goes to JMH: a part of a"
            + " benchmark's name, or its options, such as -l for a list of the benchmarks.");
  }

  @Override
  public int run(Arguments arguments, Console console) {
    throw new CommandException(
        "the benchmarks are built and run by the launcher of a checkout: ./gradus bench host");
  }
}
