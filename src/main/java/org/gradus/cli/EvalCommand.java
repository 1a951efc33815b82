package org.gradus.cli;

import java.util.Locale;
import org.gradus.data.DataSplit;
import org.gradus.data.Dataset;
import org.gradus.train.Evaluation;
import org.gradus.train.Predictor;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus eval}: judges a trained model by the test samples of its data. */
final class EvalCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return Options.command(this, "Judges a trained model by the test samples of its data.")
        .addOption(Options.value("--checkpoint", "DIR", "Folder of a run ('gradus train --out')."))
        .addOption(
            Options.value(
                "--data-dir", "DIR", "Folder of the data, if it is not where it was in training."))
        .addOption(Options.value("--device", "auto|NAME", "Where to compute; auto if not said."))
        .addOption(DeviceChoice.gemm())
        .addOption(PrecisionChoice.option("those of the training if not said"));
  }

  @Override
  public int run(Arguments arguments, Console console) {
    TrainedRun trained = TrainedRun.read(arguments);
    DataSplit data = DataChoice.load(trained.settings());
    Dataset test = data.test();
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
}
