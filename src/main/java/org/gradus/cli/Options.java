package org.gradus.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The pieces commands are declared with.
 *
 * <p>Declared by code and not by annotations: reading annotations costs a fifth of a second before
 * the first line of work. Values stay text here; {@link Arguments} reads and checks them.
 */
final class Options {
  private Options() {}

  /** Returns a command with {@code --help} whose help begins with {@code description}. */
  static CommandSpec command(Subcommand command, String description) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    spec.addOption(help());
    spec.usageMessage()
        .description(description)
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .optionListHeading("%nOptions:%n")
        .width(100);
    return spec;
  }

  /** Returns the option {@code --help}. */
  static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .arity("0")
        .description("Show this help.")
        .build();
  }

  /** Returns an option with one value. */
  static OptionSpec value(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** Returns an option without a value. */
  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).arity("0").description(description).build();
  }

  /** Returns an argument that is no option and must be given. */
  static PositionalParamSpec positional(String label, String description) {
    return PositionalParamSpec.builder()
        .type(String.class)
        .index("0")
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }
}
