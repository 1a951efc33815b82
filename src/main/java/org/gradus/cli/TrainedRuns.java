package org.gradus.cli;

import java.util.ArrayList;
import java.util.List;
import org.gradus.loss.Losses;
import org.gradus.train.Ensemble;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The runs that a command uses: the one that {@code --checkpoint} names, or all that {@code
 * --ensemble} does.
 */
record TrainedRuns(List<TrainedRun> runs) {
  private static final String ONE = "--checkpoint";
  private static final String MANY = "--ensemble";

  /** Returns the options that name runs. */
  static List<OptionSpec> options() {
    return List.of(
        Options.value(
            ONE, "DIR", "Folder of a run ('gradus train --out'), or the file of a checkpoint."),
        Options.value(
            MANY,
            "DIR,...",
            "Several of them instead, whose models answer together by the average of what they say"
                + " of each class."));
  }

  /** Reads the runs, to be put on the device that is asked for. */
  static TrainedRuns read(Arguments arguments) {
    String many = arguments.text(MANY);
    if (many == null) {
      String one = arguments.required(ONE, "DIR");
      return new TrainedRuns(List.of(TrainedRun.read(arguments, Arguments.path(ONE, one))));
    }
    if (arguments.has(ONE)) {
      throw new UsageException("%s takes the place of %s: give one of them".formatted(MANY, ONE));
    }
    List<TrainedRun> runs = new ArrayList<>();
    for (String folder : many.split(",", -1)) {
      runs.add(TrainedRun.read(arguments, Arguments.path(MANY, folder.strip())));
      checkAlike(runs.getFirst(), runs.getLast());
    }
    return new TrainedRuns(List.copyOf(runs));
  }

  /** Refuses runs that were trained on unlike data. */
  private static void checkAlike(TrainedRun first, TrainedRun other) {
    String data = first.settings().data();
    if (!data.equals(other.settings().data())) {
      throw new CommandException(
          "%s: %s was trained on %s, and %s on %s"
              .formatted(MANY, first.folder(), data, other.folder(), other.settings().data()));
    }
  }

  /** Returns the first run, whose data and settings stand for all. */
  TrainedRun first() {
    return runs.getFirst();
  }

  /** Puts all models on the device. */
  Ensemble open() {
    List<Ensemble.Member> members = new ArrayList<>();
    try {
      for (TrainedRun run : runs) {
        members.add(new Ensemble.Member(run.open(), Losses.named(run.settings().loss())));
      }
      return Ensemble.of(members);
    } catch (RuntimeException e) {
      members.forEach(member -> member.predictor().close());
      throw e instanceof IllegalArgumentException
          ? new CommandException(MANY + ": " + e.getMessage())
          : e;
    }
  }
}
