package org.gradus.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.gradus.data.Dataset;
import org.gradus.op.Shape;
import org.gradus.train.Checkpoint.Inputs;
import org.gradus.train.Predictor;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus predict}: what a trained model sees in a picture. */
final class PredictCommand implements Subcommand {
  private static final float MIDDLE_GREY = 127.5f;
  private static final String PICTURES = "java.desktop";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "Says what a trained model sees in a PNG image, with the probability of each class."
                + " The image becomes grey and as large as the model's; a light background is"
                + " turned dark, as in the training data.");
    return spec.addOption(
            Options.value("--checkpoint", "DIR", "Folder of a run ('gradus train --out')."))
        .addOption(Options.value("--device", "auto|NAME", "Where to compute; auto if not said."))
        .addOption(DeviceChoice.gemm())
        .addOption(PrecisionChoice.option("those of the training if not said"))
        .addPositional(Options.positional("IMAGE.png", "The image."));
  }

  @Override
  public int run(Arguments arguments, Console console) throws IOException {
    Path file = Arguments.path("IMAGE.png", arguments.requiredPositional("IMAGE.png"));
    TrainedRun trained = TrainedRun.read(arguments);
    Inputs inputs = trained.checkpoint().inputs();
    if (inputs.sample().rank() != 2) {
      throw new CommandException(
          "%s was trained on tables (%s), not on images"
              .formatted(trained.folder(), trained.settings().data()));
    }
    if (ModuleLayer.boot().findModule(PICTURES).isEmpty()) {
      throw new CommandException(
          "%s: this Java lacks the module %s, which reads pictures; a bundle leaves it out"
              .formatted(file, PICTURES));
    }
    Dataset image = prepared(PngFile.read(file), file, inputs, console);
    float[] probabilities;
    try (Predictor predictor = trained.open()) {
      probabilities = predictor.probabilities(image, 0);
    }
    print(probabilities, inputs.classNames(), console);
    return 0;
  }

  private static Dataset prepared(GreyImage read, Path file, Inputs inputs, Console console) {
    int height = inputs.sample().dim(0);
    int width = inputs.sample().dim(1);
    GreyImage image = read;
    if (image.background() > MIDDLE_GREY) {
      console.err().println("gradus: the background is light: the image was inverted");
      image = image.inverted();
    }
    if (image.width() != width || image.height() != height) {
      console
          .err()
          .printf(
              "gradus: %d x %d pixels were made %d x %d%n",
              image.width(), image.height(), width, height);
      image = image.fitted(width, height);
    }
    Shape sample = Shape.of(height, width);
    return Dataset.ofFloats(
        file.toString(), image.pixels(), sample, new int[1], inputs.classNames());
  }

  /** Prints the likeliest class, then all of them, the likeliest first. */
  private static void print(float[] probabilities, List<String> names, Console console) {
    List<Integer> order =
        IntStream.range(0, probabilities.length)
            .boxed()
            .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
            .toList();
    console.out().println("class " + names.get(order.getFirst()));
    for (int label : order) {
      console.out().printf(Locale.ROOT, "%8.4f  %s%n", probabilities[label], names.get(label));
    }
  }
}
