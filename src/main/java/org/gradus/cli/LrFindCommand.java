package org.gradus.cli;

import java.nio.file.Path;
import java.util.List;
import org.gradus.data.DataSplit;
import org.gradus.watch.LearningRateFinder;
import org.gradus.watch.LearningRateRange;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code gradus lr-find}: tries learning rates in a short training that nothing is kept of. */
final class LrFindCommand implements Subcommand {
  private static final LearningRateFinder USUAL = LearningRateFinder.USUAL;

  /** What the test itself decides. */
  private static final List<String> OWN =
      List.of(
          "--lr", "--epochs", "--schedule", "--schedule-factor", "--schedule-epochs", "--warmup");

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "Finds a learning rate: trains for some steps, from each to the next at a larger rate,"
                + " until the loss diverges. Takes the options of train; those of the rate and"
                + " --epochs it decides itself. Nothing of the training is kept.");
    spec.addOption(
            Options.value(
                "--from", "X", "The first rate; %s if not said.".formatted(plain(USUAL.from()))))
        .addOption(
            Options.value(
                "--to", "X", "The last rate; %s if not said.".formatted(plain(USUAL.to()))))
        .addOption(
            Options.value(
                "--steps", "N", "Steps at most; %d if not said.".formatted(USUAL.steps())))
        .addOption(
            Options.value("--out", "DIR", "Write report.html and lr-find.json to that folder."));
    TrainOptions.addSettings(spec);
    for (String option : OWN) {
      OptionSpec known = spec.findOption(option);
      spec.remove(known);
      spec.addOption(OptionSpec.builder(known).hidden(true).build()); // to be refused by name
    }
    return spec;
  }

  private static String plain(double value) {
    return LearningRateRange.rate(value);
  }

  @Override
  public int run(Arguments arguments, Console console) {
    OWN.stream().filter(arguments::has).findFirst().ifPresent(LrFindCommand::refuse);
    if (arguments.has(DataSettings.FOLDS) && !arguments.has(DataSettings.FOLD)) {
      throw new UsageException("--folds goes with --fold here: lr-find trains once");
    }
    LearningRateFinder finder = finder(arguments);
    TrainSettings settings = TrainSettings.read(arguments);
    Path out = arguments.path("--out");
    RateReport report = out == null ? null : RateReport.prepare(out);
    DeviceChoice.check(settings.device());
    DataSplit data = DataChoice.load(settings);
    LearningRateRange range = finder.run(TrainCommand.describe(settings, data));
    console.out().print(RateTable.text(range));
    console.out().println(range.evidence());
    if (report != null) {
      report.write(range, settings, console);
    }
    console.out().println(lastLine(range));
    return 0;
  }

  private static void refuse(String option) {
    throw new UsageException(option + " goes with train: lr-find tries rates of its own");
  }

  private static LearningRateFinder finder(Arguments arguments) {
    Double from = arguments.positiveNumber("--from");
    Double to = arguments.positiveNumber("--to");
    double first = from == null ? USUAL.from() : from;
    double last = to == null ? USUAL.to() : to;
    if (last <= first) {
      throw new UsageException(
          "--to must be above --from: %s is not above %s".formatted(plain(last), plain(first)));
    }
    int steps = arguments.count("--steps", USUAL.steps());
    if (steps < LearningRateFinder.FEWEST_STEPS) {
      throw new UsageException(
          "--steps must be at least %d, got %d".formatted(LearningRateFinder.FEWEST_STEPS, steps));
    }
    return new LearningRateFinder(first, last, steps, USUAL.divergence());
  }

  /** What is to be done. */
  static String lastLine(LearningRateRange range) {
    return range.suggestion().isEmpty()
        ? "no learning rate to suggest"
        : "suggested: --lr " + plain(range.suggestion().getAsDouble());
  }
}
