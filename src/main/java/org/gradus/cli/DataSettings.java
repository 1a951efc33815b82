package org.gradus.cli;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gradus.data.Augmentation;
import org.gradus.data.ImageFolder.Colours;
import org.gradus.data.ImageFolder.Size;
import org.gradus.data.Partition;
import org.gradus.train.TrainerBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What becomes of the data before a step takes it.
 *
 * @param imageSize that the images of a folder are stretched to; null if they are left as they are
 * @param colours that images of a folder are read in
 * @param partition how validation parts and folds are drawn
 * @param folds of a cross-validation; null if there is none
 * @param fold the one that is judged by, from 1; null if all are, each in a run of its own
 * @param augmentation of training images; null if there is none
 * @param prefetch batches that are filled ahead; null for as many as is usual
 */
record DataSettings(
    @Nullable Size imageSize,
    Colours colours,
    Partition partition,
    @Nullable Integer folds,
    @Nullable Integer fold,
    @Nullable Augmentation augmentation,
    @Nullable Integer prefetch) {
  static final String IMAGE_SIZE = "--image-size";
  static final String COLOURS = "--image-colours";
  static final String STRATIFY = "--stratify";
  static final String FOLDS = "--folds";
  static final String FOLD = "--fold";
  static final String AUGMENT = "--augment";
  static final String PREFETCH = "--prefetch";

  private static final Pattern SIZE = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

  /** Returns the options, as the help shows them. */
  static List<OptionSpec> options() {
    return List.of(
        Options.value(
            IMAGE_SIZE,
            "WxH",
            "With --data images: stretch all images to W x H pixels; if not said they must be of"
                + " one size."),
        Options.value(
            COLOURS,
            "auto|grey|rgb",
            "With --data images: what samples are made of; auto, which is rgb if any training"
                + " image has colours, if not said."),
        Options.flag(
            STRATIFY,
            "Give the validation part, or each fold, every class's share of the samples."),
        Options.value(
            FOLDS,
            "K",
            "Cross-validation: K trainings, each judged by another K-th of the training samples,"
                + " in folders fold-1 to fold-K of --out. The last line tells the mean over them"
                + " and its standard deviation."),
        Options.value(FOLD, "I", "With --folds: only the I-th of the K trainings, in --out."),
        Options.value(
            AUGMENT,
            "CHANGE,...",
            "Change training images at random, others each epoch: %s."
                .formatted(Augmentation.names())),
        Options.value(
            PREFETCH,
            "N",
            "Batches that a thread of its own fills ahead where the data is fed to the device, 0"
                + " for none; 2 with --augment and else 0 if not said."));
  }

  /** Reads and checks the options. */
  static DataSettings read(Arguments arguments, boolean images) {
    for (String option : List.of(IMAGE_SIZE, COLOURS)) {
      if (arguments.has(option) && !images) {
        throw new UsageException(option + " goes with --data images:DIR");
      }
    }
    Integer folds = folds(arguments);
    boolean divides = folds != null || arguments.share("--val-split") > 0;
    if (arguments.has(STRATIFY) && !divides) {
      throw new UsageException(STRATIFY + " goes with --val-split or " + FOLDS);
    }
    return new DataSettings(
        size(arguments),
        colours(arguments),
        arguments.has(STRATIFY) ? Partition.STRATIFIED : Partition.PLAIN,
        folds,
        fold(arguments, folds),
        augmentation(arguments),
        prefetch(arguments));
  }

  private static @Nullable Size size(Arguments arguments) {
    String text = arguments.text(IMAGE_SIZE);
    if (text == null) {
      return null;
    }
    Matcher size = SIZE.matcher(text);
    try {
      if (size.matches()) {
        return new Size(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(IMAGE_SIZE + ": " + e.getMessage());
    }
    throw new UsageException(
        "%s must be width and height in pixels, such as 32x24, got %s".formatted(IMAGE_SIZE, text));
  }

  private static Colours colours(Arguments arguments) {
    return switch (arguments.choice(COLOURS, "auto", List.of("auto", "grey", "rgb"))) {
      case "grey" -> Colours.GREY;
      case "rgb" -> Colours.RGB;
      default -> Colours.AUTO;
    };
  }

  private static @Nullable Integer folds(Arguments arguments) {
    Integer folds = arguments.count(FOLDS);
    if (folds == null) {
      return null;
    }
    if (folds < 2) {
      throw new UsageException(
          "%s must be a whole number of at least 2, got %d".formatted(FOLDS, folds));
    }
    if (arguments.share("--val-split") > 0) {
      throw new UsageException(
          "--val-split goes without %s, whose folds are the validation parts".formatted(FOLDS));
    }
    return folds;
  }

  private static @Nullable Integer fold(Arguments arguments, @Nullable Integer folds) {
    Integer fold = arguments.count(FOLD);
    if (fold != null && folds == null) {
      throw new UsageException("%s goes with %s".formatted(FOLD, FOLDS));
    }
    if (fold != null && folds != null && fold > folds) {
      throw new UsageException(
          "%s must be at most the %d of %s, got %d".formatted(FOLD, folds, FOLDS, fold));
    }
    return fold;
  }

  private static @Nullable Augmentation augmentation(Arguments arguments) {
    String text = arguments.text(AUGMENT);
    try {
      return text == null ? null : Augmentation.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(AUGMENT + ": " + e.getMessage());
    }
  }

  private static @Nullable Integer prefetch(Arguments arguments) {
    Double number = arguments.nonNegativeNumber(PREFETCH);
    if (number == null) {
      return null;
    }
    if (number != Math.rint(number) || number > 1000) {
      throw new UsageException(
          "%s must be a whole number from 0 to 1000, got %s"
              .formatted(PREFETCH, arguments.text(PREFETCH)));
    }
    return number.intValue();
  }

  /** Tells a training of all but how the data is divided. */
  void putInto(TrainerBuilder builder) {
    if (augmentation != null) {
      builder.augmentation(augmentation);
    }
    if (prefetch != null) {
      builder.prefetch(prefetch);
    }
  }

  /** Adds the options that would give these settings. */
  void putInto(Map<String, String> options) {
    if (imageSize != null) {
      options.put(IMAGE_SIZE, imageSize.toString());
    }
    if (colours != Colours.AUTO) {
      options.put(COLOURS, colours == Colours.GREY ? "grey" : "rgb");
    }
    if (partition == Partition.STRATIFIED) {
      options.put(STRATIFY, "true");
    }
    if (folds != null) {
      options.put(FOLDS, String.valueOf(folds));
    }
    if (fold != null) {
      options.put(FOLD, String.valueOf(fold));
    }
    if (augmentation != null) {
      options.put(AUGMENT, augmentation.text());
    }
    if (prefetch != null) {
      options.put(PREFETCH, String.valueOf(prefetch));
    }
  }
}
