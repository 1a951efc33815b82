package org.gradus.cli;

import java.util.Locale;
import org.gradus.data.DataSplit;
import org.gradus.data.Dataset;
import org.gradus.train.Ensemble;
import org.gradus.train.Evaluation;
import org.gradus.train.Predictor;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus eval}: judges a trained model by the test samples of its data. */
final class EvalCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this, "Judges a trained model, or several together, by the test samples of the data.");
    TrainedRuns.options().forEach(spec::addOption);
    return spec.addOption(
            Options.value(
                "--data-dir", "DIR", "Folder of the data, if it is not where it was in training."))
        .addOption(Options.value("--device", "auto|NAME", "Where to compute; auto if not said."))
        .addOption(DeviceChoice.gemm())
        .addOption(PrecisionChoice.option("those of the training if not said"));
  }

  @Override
  public int run(Arguments arguments, Console console) {
    TrainedRuns all = TrainedRuns.read(arguments);
    TrainedRun trained = all.first();
    DataSplit data = DataChoice.load(trained.settings());
    Dataset test = data.test();
    if (all.runs().size() > 1) {
      judgeTogether(all, data, console);
      return 0;
    }
    try (Predictor predictor = trained.open()) {
      Evaluation judged = predictor.evaluate(test, trained.settings().lossFunction(data.train()));
      console
          .out()
          .printf(
              Locale.ROOT,
              "test accuracy %.4f  loss %.4f  epochs %d  samples %d  device %s%n",
              judged.accuracy(),
              judged.loss(),
              trained.checkpoint().epochsDone(),
              test.size(),
              predictor.device().info().id());
    }
    return 0;
  }

  /** Prints a line for each model, and last of all one for the ensemble. */
  private static void judgeTogether(TrainedRuns all, DataSplit data, Console console) {
    Dataset test = data.test();
    for (TrainedRun run : all.runs()) {
      checkTest(all.first(), run, test);
    }
    for (TrainedRun run : all.runs()) {
      try (Predictor predictor = run.open()) {
        Evaluation judged = predictor.evaluate(test, run.settings().lossFunction(data.train()));
        console
            .out()
            .printf(
                Locale.ROOT,
                "accuracy %.4f  loss %.4f  %s%n",
                judged.accuracy(),
                judged.loss(),
                run.folder());
      }
    }
    try (Ensemble ensemble = all.open()) {
      Evaluation judged = ensemble.evaluate(test);
      console
          .out()
          .printf(
              Locale.ROOT,
              "test accuracy %.4f  loss %.4f  models %d  samples %d%n",
              judged.accuracy(),
              judged.loss(),
              ensemble.size(),
              test.size());
    }
  }

  /**
   * Refuses a run that has learnt from the samples another is tested by: files are parted by seed.
   */
  private static void checkTest(TrainedRun first, TrainedRun other, Dataset test) {
    long seed = first.settings().seed();
    long otherSeed = other.settings().seed();
    boolean isFile = !TrainSettings.DATA.contains(first.settings().data());
    if (isFile
        && seed != otherSeed
        && !DataChoice.load(other.settings()).test().checksum().equals(test.checksum())) {
      throw new CommandException(
          "%s and %s were not tested by the same samples: their seeds %d and %d part %s unlike"
              .formatted(first.folder(), other.folder(), seed, otherSeed, first.settings().data()));
    }
  }
}
