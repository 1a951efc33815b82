package org.gradus.cli;

import java.util.List;
import org.gradus.init.Initializers;
import org.gradus.loss.Losses;
import org.gradus.nn.Activation;
import org.gradus.optim.Optimizers;
import picocli.CommandLine.Model.CommandSpec;

/** The options of {@code gradus train}, as its help shows them. */
final class TrainOptions {
  private TrainOptions() {}

  /** Adds all options to the command, those of the model first. */
  static CommandSpec addTo(CommandSpec spec) {
    addSettings(spec);
    OutcomeChoice.all().forEach(spec::addOption);
    WatchChoice.options().forEach(spec::addOption);
    return spec.addOption(
            Options.value(
                "--out",
                "DIR",
                "Folder for the metrics, the model, the checkpoint and the report;"
                    + " runs/<date>-<model>-<data> if not said. It must not hold a run already."))
        .addOption(
            Options.value(
                "--resume",
                "DIR",
                "Go on with the run in that folder, in place unless --out names another one. The"
                    + " run remembers its options; those given again must be the same, but for"
                    + " --device, --gemm, --prefetch, --data-dir, --patience and what is kept, and"
                    + " --epochs, which may grow. A checkpoint's file may be named, too."))
        .addOption(Options.flag("--summary", "Print the model's table before training."));
  }

  /** Adds the options that {@link TrainSettings} reads. */
  static void addSettings(CommandSpec spec) {
    model(spec);
    data(spec);
    training(spec);
  }

  private static void model(CommandSpec spec) {
    spec.addOption(
            Options.value(
                "--model",
                choices(TrainSettings.MODELS),
                "A multilayer perceptron, or a linear model; mlp if not said."))
        .addOption(
            Options.value(
                "--hidden",
                "N,...",
                "Widths of the hidden layers; %d if not said."
                    .formatted(TrainSettings.USUAL_HIDDEN)))
        .addOption(
            Options.value(
                "--activation",
                "NAME",
                "After each hidden layer: %s; relu if not said."
                    .formatted(String.join(", ", Activation.names()))))
        .addOption(
            Options.value(
                "--init",
                "NAME",
                "Initial weights: %s; he if not said. A gain is a number or an activation's name."
                    .formatted(String.join(", ", Initializers.names()))))
        .addOption(
            Options.value(
                "--dropout",
                "P",
                "Share of the hidden values left out in a step, from 0 to below 1; 0 if not said."))
        .addOption(
            Options.value(
                "--noise",
                "SIGMA",
                "Standard deviation of the normal noise that a step adds to the inputs, which are"
                    + " scaled to deviation 1; 0 if not said."))
        .addOption(
            Options.value(
                "--norm",
                "NAME",
                "Normalisation before each activation, or of the hidden layers' weights: %s; none if"
                        .formatted(String.join(", ", NormChoice.NAMES))
                    + " not said."));
  }

  private static void data(CommandSpec spec) {
    spec.addOption(
            Options.value(
                "--data",
                "NAME",
                "%s, csv:FILE, npz:FILE (numpy's arrays x_train, y_train, x_test, y_test, or x, y)"
                        .formatted(String.join(", ", TrainSettings.DATA))
                    + " or images:DIR (a folder of PNG, JPEG or BMP files for each class); digits,"
                    + " which the program draws itself, if not said."))
        .addOption(
            Options.value(
                "--data-dir",
                "DIR",
                "Folder with the four IDX files of mnist or fashion, plain or .gz; without it they"
                    + " are downloaded once."))
        .addOption(
            Options.value(
                "--val-split",
                "F",
                "Share of the training samples held back for validation; 0 if not said."))
        .addOption(
            Options.value("--limit", "N", "Take the first N training and at most N test samples."));
    DataSettings.options().forEach(spec::addOption);
  }

  private static void training(CommandSpec spec) {
    spec.addOption(
            Options.value(
                "--device", "auto|NAME", "Where to compute ('gradus devices'); auto if not said."))
        .addOption(DeviceChoice.gemm());
    PrecisionChoice.all().forEach(spec::addOption);
    spec.addOption(
            Options.value(
                "--epochs",
                "N",
                "How often to go through the training samples, in total; %d if not said."
                    .formatted(TrainSettings.USUAL_EPOCHS)))
        .addOption(
            Options.value(
                "--batch",
                "N",
                "Samples a step; %d if not said. The samples that are left over in an epoch, others each"
                        .formatted(TrainSettings.USUAL_BATCH)
                    + " time, are not used in it."))
        .addOption(
            Options.value(
                "--loss",
                "NAME",
                "What is made small: %s; cross_entropy if not said. All but it take labels as rows of"
                        .formatted(String.join(", ", Losses.names()))
                    + " zeros and a one."))
        .addOption(
            Options.value(
                "--label-smoothing",
                "X",
                "Share of each label that is spread over all classes, from 0 to 1, with --loss"
                    + " cross_entropy; 0 if not said."))
        .addOption(ClassWeightsChoice.option())
        .addOption(
            Options.value(
                "--optimizer",
                choices(Optimizers.names()),
                "How the weights follow the gradient; adam if not said."))
        .addOption(
            Options.value(
                "--lr",
                "X",
                "Learning rate. If not said one that is usual for the optimizer, such as 0.1 for"
                    + " sgd, and for adam, amsgrad, adamw, nadam and lion one that falls by a"
                    + " quarter over each epoch from 0.003 on, for lion from 0.001, unless a"
                    + " schedule is named."))
        .addOption(
            Options.value(
                "--schedule",
                choices(ScheduleChoice.NAMES),
                "How the learning rate changes: it falls at once (step), smoothly (exponential),"
                    + " along a straight line (polynomial) or a cosine to 0 at the end, along"
                    + " cosines that begin again, climbs to --lr and falls (one-cycle), or falls"
                    + " when the loss stays (plateau); constant if not said and --lr is."))
        .addOption(
            Options.value(
                "--schedule-factor",
                "X",
                "What the rate is multiplied by: by exponential over each epoch, 0.98 if not said;"
                    + " by step and plateau at once, 0.1 if not said."))
        .addOption(
            Options.value(
                "--schedule-epochs",
                "N",
                "Epochs of each step or cycle, a third of the training if not said; epochs without"
                    + " progress that plateau waits for, 2 if not said."))
        .addOption(
            Options.value(
                "--warmup",
                "E",
                "Epochs, such as 0.5, in which the rate climbs to the schedule's first; 0 if not"
                    + " said."))
        .addOption(
            Options.value(
                "--weight-decay", "X", "0.01 for adamw and 0 for the others if not said."))
        .addOption(
            Options.value(
                "--decay-on",
                choices(TrainSettings.DECAYED),
                "What decays: all parameters, or all but biases and the scales and shifts of"
                    + " norms; all if not said."))
        .addOption(
            Options.value(
                "--clip-norm",
                "X",
                "Scale a step's gradients so that their norm is at most X; not done if not said."))
        .addOption(
            Options.value(
                "--clip-value",
                "X",
                "Keep each gradient within -X and X, after --clip-norm; not done if not said."))
        .addOption(
            Options.value(
                "--seed",
                "N",
                "Decides initial weights, order, dropout and splits; 1 if not said."));
  }

  private static String choices(List<String> names) {
    return String.join("|", names);
  }
}
