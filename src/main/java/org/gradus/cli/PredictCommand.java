package org.gradus.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.gradus.data.Dataset;
import org.gradus.data.NpzLoader;
import org.gradus.data.Picture;
import org.gradus.data.PictureFile;
import org.gradus.op.Shape;
import org.gradus.train.Checkpoint.Inputs;
import org.gradus.train.Ensemble;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus predict}: what a trained model sees in a picture. */
final class PredictCommand implements Subcommand {
  private static final float MIDDLE_GREY = 127.5f;
  private static final String IMAGE = "IMAGE";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "Says what a trained model, or several together, see in a PNG, JPEG or BMP image, with"
                + " the probability of each class. The image becomes grey and as large as the"
                + " model's; a light background is turned dark, as in the training data. For a"
                + " model trained on a folder of images it is prepared as those were, and not"
                + " turned.");
    TrainedRuns.options().forEach(spec::addOption);
    return spec.addOption(
            Options.value("--device", "auto|NAME", "Where to compute; auto if not said."))
        .addOption(DeviceChoice.gemm())
        .addOption(PrecisionChoice.option("those of the training if not said"))
        .addPositional(Options.positional(IMAGE, "The image."));
  }

  @Override
  public int run(Arguments arguments, Console console) {
    Path file = Arguments.path(IMAGE, arguments.requiredPositional(IMAGE));
    TrainedRuns all = TrainedRuns.read(arguments);
    TrainedRun trained = all.first();
    Inputs inputs = trained.checkpoint().inputs();
    checkSeesPictures(trained);
    Picture picture = PictureFile.read(file);
    Dataset image =
        trained.settings().data().startsWith(TrainSettings.IMAGES)
            ? asInFolder(picture, file, inputs, console)
            : prepared(GreyImage.of(picture), file, inputs, console);
    float[] probabilities;
    try (Ensemble models = all.open()) {
      probabilities = models.probabilities(image).floats();
    }
    print(probabilities, inputs.classNames(), console);
    return 0;
  }

  private static void checkSeesPictures(TrainedRun trained) {
    Shape sample = trained.checkpoint().inputs().sample();
    TrainSettings settings = trained.settings();
    boolean images = settings.data().startsWith(TrainSettings.IMAGES);
    if (!images && sample.rank() != 2) {
      String what = sample.rank() == 1 ? "tables" : "samples " + sample;
      throw new CommandException(
          "%s was trained on %s (%s), not on images"
              .formatted(trained.folder(), what, settings.data()));
    }
    Path arrays = settings.npzFile();
    if (arrays != null && !NpzLoader.holdsBytes(arrays)) {
      throw new CommandException(
          "%s was trained on floats (%s), which need not be what pictures hold"
              .formatted(trained.folder(), settings.data()));
    }
  }

  /** Returns a picture as those of an image folder are: stretched, in as many channels. */
  private static Dataset asInFolder(Picture read, Path file, Inputs inputs, Console console) {
    Shape sample = inputs.sample();
    Picture picture = sample.rank() == 2 ? read.grey() : read.colour();
    Picture fitting = picture.resized(sample.dim(1), sample.dim(0));
    tellSize(picture.width(), picture.height(), sample, console);
    return Dataset.ofFloats(
        file.toString(), fitting.pixels(), sample, new int[1], inputs.classNames());
  }

  private static void tellSize(int width, int height, Shape sample, Console console) {
    if (width != sample.dim(1) || height != sample.dim(0)) {
      console
          .err()
          .printf(
              "gradus: %d x %d pixels were made %d x %d%n",
              width, height, sample.dim(1), sample.dim(0));
    }
  }

  private static Dataset prepared(GreyImage read, Path file, Inputs inputs, Console console) {
    int height = inputs.sample().dim(0);
    int width = inputs.sample().dim(1);
    GreyImage image = read;
    if (image.background() > MIDDLE_GREY) {
      console.err().println("gradus: the background is light: the image was inverted");
      image = image.inverted();
    }
    tellSize(image.width(), image.height(), inputs.sample(), console);
    GreyImage fitting =
        image.width() == width && image.height() == height ? image : image.fitted(width, height);
    return Dataset.ofFloats(
        file.toString(), fitting.pixels(), inputs.sample(), new int[1], inputs.classNames());
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
