package org.gradus.cli;

import java.util.Map;
import org.gradus.data.DataSplit;
import org.gradus.data.Scaling;
import org.gradus.device.DeviceException;
import org.gradus.loss.Loss;
import org.gradus.train.ConsoleProgress;
import org.gradus.train.Trainer;
import org.gradus.train.TrainerBuilder;
import org.gradus.train.TrainingResult;
import org.gradus.watch.Convergence;
import org.gradus.watch.LayerWatch;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus train}: trains a classifier and writes everything about the run to a folder. */
final class TrainCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "Trains a classifier, by default on digits that the program draws itself. The last line"
                + " tells how it does on samples it has not seen.");
    return TrainOptions.addTo(spec);
  }

  @Override
  public int run(Arguments arguments, Console console) {
    FoldRuns folds = FoldRuns.read(arguments);
    if (folds != null) {
      return folds.run(fold -> train(fold, console), console);
    }
    console.out().println(RunStory.lastLine(train(arguments, console)));
    return 0;
  }

  private static TrainingResult train(Arguments arguments, Console console) {
    RunPlan plan = RunPlan.read(arguments);
    DeviceChoice.check(plan.settings().device());
    DataSplit data = DataChoice.load(plan.settings());
    Trainer trainer = trainer(plan, data, arguments.has("--summary"), console);
    TrainingResult result = arguments.has("--device") ? trainer.run() : runAsBegun(trainer, plan);
    if (result.finishedBefore() && plan.elsewhere()) {
      console.err().printf("nothing was left to do: nothing is written to %s%n", plan.out());
    }
    Convergence convergence = Convergence.of(result.epochs(), data.train().classCount());
    if (convergence.kind() != Convergence.Kind.TOO_SHORT) {
      console.err().println(convergence);
    }
    return result;
  }

  /** Runs on the device that nobody named now: a run that is resumed may remember one. */
  private static TrainingResult runAsBegun(Trainer trainer, RunPlan plan) {
    try {
      return trainer.run();
    } catch (DeviceException e) {
      if (plan.resume() == null) {
        throw e;
      }
      throw new DeviceException(
          "%s; the run in %s was begun with --device %s, and may go on with another"
              .formatted(e.getMessage(), plan.resume(), plan.settings().device()),
          e);
    }
  }

  private static Trainer trainer(RunPlan plan, DataSplit data, boolean summary, Console console) {
    Loss summarised = summary ? plan.settings().lossFunction(data.train()) : null;
    TrainerBuilder builder =
        describe(plan.settings(), data)
            .directory(plan.out())
            .configuration(plan.options())
            .callback(new RunStory(plan, summarised, console.out()))
            .callback(new ConsoleProgress(console.err(), console.terminal()));
    LayerWatch layers = plan.watch().layerWatch();
    Map<String, String> settings = plan.settings().options();
    plan.watch().callbacks(plan.out(), settings, layers, console).forEach(builder::callback);
    builder.callback(new RunPage(plan, layers, console));
    return (plan.resume() == null ? builder : builder.resume(plan.resume())).build();
  }

  /** The training that the settings describe, with nothing that is written or told. */
  static TrainerBuilder describe(TrainSettings settings, DataSplit data) {
    TrainerBuilder builder =
        Trainer.builder(ModelChoice.build(settings, data.train().classCount()))
            .data(data)
            .scaling(Scaling.Kind.STANDARDISED)
            .loss(settings.lossFunction(data.train()))
            .optimizer(settings.optimizer())
            .scheduleFor(time -> settings.schedule().of(settings.optimizer().lr(), time))
            .epochs(settings.epochs())
            .batch(settings.batch())
            .seed(settings.seed())
            .device(settings.device(), settings.deviceOptions())
            .precision(settings.precision())
            .gradScaler(settings.scaler());
    divide(settings, data, builder);
    settings.dataSettings().putInto(builder);
    settings.outcome().addTo(builder);
    return builder;
  }

  /** Says what the model learns from and what it is validated by. */
  private static void divide(TrainSettings settings, DataSplit data, TrainerBuilder builder) {
    DataSettings how = settings.dataSettings();
    Integer folds = how.folds();
    Integer fold = how.fold();
    if (folds == null || fold == null) {
      builder.validationSplit(settings.validation(), how.partition());
      return;
    }
    DataSplit parts = how.partition().folds(data.train(), folds, settings.seed()).get(fold - 1);
    builder.train(parts.train()).validation(parts.test());
  }
}
