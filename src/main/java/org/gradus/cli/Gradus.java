package org.gradus.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The {@code gradus} command: finds the sub-command and turns its outcome into an exit status. */
public final class Gradus {
  private static final List<String> COMMANDS =
      List.of(
          "train",
          "lr-find",
          "eval",
          "predict",
          "experiment",
          "check",
          "bench",
          "tune",
          "bundle",
          "devices",
          "doctor");

  private static final String[] FOOTER = {
    "",
    "Environment variables:",
    "  GRADUS_THREADS=N    Compute with N threads instead of one for each processor.",
    "  GRADUS_CHECK=1      Compute each step again in F64 and stop where one differs; slow.",
    "  GRADUS_TUNED=0|FILE Go by no table of 'gradus tune', or by this one.",
    "  GRADUS_DEBUG=1..4   Show where errors come from; 1 also tells about plans, 2 of each step's",
    "                      time, 3 of graphs and 4 of kernels' sources.",
    "",
    "'gradus COMMAND --help' tells more about a command."
  };

  private Gradus() {}

  /**
   * Runs the command and exits with its status: 0 when it went well, 1 when it failed, 2 for wrong
   * usage.
   */
  public static void main(String[] arguments) {
    System.exit(run(Console.system(), arguments));
  }

  /** Runs the command and returns its exit status. */
  static int run(Console console, String... arguments) {
    try {
      return execute(console, arguments);
    } catch (Throwable failure) {
      return Errors.failure(failure, console);
    } finally {
      console.out().flush();
    }
  }

  private static int execute(Console console, String... arguments) throws IOException {
    CommandLine line = commandLine(arguments);
    ParseResult parsed;
    try {
      parsed = line.parseArgs(arguments);
    } catch (ParameterException wrong) {
      String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
      return Errors.usage(name, wrongCommand(arguments, wrong), console.err());
    }
    if (parsed.isVersionHelpRequested()) {
      Version.lines().forEach(console.out()::println);
      return 0;
    }
    ParseResult deepest = parsed;
    while (deepest.hasSubcommand()) {
      deepest = deepest.subcommand();
    }
    CommandSpec spec = deepest.commandSpec();
    if (deepest.isUsageHelpRequested() || !(spec.userObject() instanceof Subcommand command)) {
      spec.commandLine().usage(console.out());
      return 0;
    }
    try {
      return command.run(Arguments.of(deepest), console);
    } catch (UsageException wrong) {
      return Errors.usage(spec.qualifiedName(), String.valueOf(wrong.getMessage()), console.err());
    }
  }

  private static String wrongCommand(String[] arguments, ParameterException wrong) {
    String first = arguments[0];
    return first.startsWith("-") || COMMANDS.contains(first)
        ? Errors.describe(wrong)
        : "unknown command %s; there are %s".formatted(first, String.join(", ", COMMANDS));
  }

  /** Declares the sub-command that is asked for, and all of them only for the help. */
  static CommandLine commandLine(String... arguments) {
    CommandSpec root = CommandSpec.create().name("gradus");
    root.addOption(Options.help());
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .arity("0")
            .description("Show the version of Gradus and of Java.")
            .build());
    root.usageMessage()
        .description("Trains neural networks, on the CPU and on OpenCL and CUDA devices.")
        .synopsisSubcommandLabel("COMMAND")
        .optionListHeading("%nOptions:%n")
        .commandListHeading("%nCommands:%n")
        .footer(FOOTER)
        .width(100);
    String first = arguments.length > 0 ? arguments[0] : "";
    for (String name : COMMANDS.contains(first) ? List.of(first) : COMMANDS) {
      root.addSubcommand(name, subcommand(name).spec());
    }
    return new CommandLine(root).setUnmatchedOptionsAllowedAsOptionParameters(false);
  }

  private static Subcommand subcommand(String name) {
    return switch (name) {
      case "train" -> new TrainCommand();
      case "lr-find" -> new LrFindCommand();
      case "eval" -> new EvalCommand();
      case "predict" -> new PredictCommand();
      case "experiment" -> new ExperimentCommand();
      case "check" -> new CheckCommand();
      case "bench" -> new BenchCommand();
      case "tune" -> new TuneCommand();
      case "bundle" -> new BundleCommand();
      case "devices" -> new DevicesCommand();
      case "doctor" -> new DoctorCommand();
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }
}
