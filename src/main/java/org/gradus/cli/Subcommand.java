package org.gradus.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** One word after {@code gradus}, such as {@code train}. */
interface Subcommand {
  /** Returns its options and help; {@link Options#command} makes the beginning. */
  CommandSpec spec();

  /**
   * Does the work.
   *
   * @return the exit status
   * @throws UsageException for a wrong command line
   * @throws IOException if a file cannot be read or written
   */
  int run(Arguments arguments, Console console) throws IOException;
}
