package org.gradus.cli;

import java.util.List;
import java.util.Map;
import org.gradus.optim.GradScaler;
import org.gradus.pass.Precision;
import picocli.CommandLine.Model.OptionSpec;

/** The numbers the command line can ask for. */
final class PrecisionChoice {
  private static final String NAME = "--precision";
  private static final String SCALE = "--loss-scale";
  private static final String INTERVAL = "--loss-scale-interval";

  private PrecisionChoice() {}

  /** Returns the option; {@code usual} says what holds where it is not given. */
  static OptionSpec option(String usual) {
    return Options.value(
        NAME,
        String.join("|", Precision.words()),
        "Numbers to compute in: with bf16 and f16 products and what lies between them, weights"
            + " staying in f32, and with f16 a loss that is scaled; with tf32 the factors of"
            + " products where an NVIDIA GPU rounds them, or the CPU in its place; "
            + usual
            + ".");
  }

  /** Returns the options of a training: the precision, and how the loss is scaled with f16. */
  static List<OptionSpec> all() {
    GradScaler usual = GradScaler.USUAL;
    return List.of(
        option("f32 if not said"),
        Options.value(
            SCALE,
            "X",
            "With f16: what the loss is multiplied by at first; %d if not said."
                .formatted((long) usual.initScale())),
        Options.value(
            INTERVAL,
            "N",
            "With f16: after how many steps without overflow that factor is doubled; %d if not said."
                .formatted(usual.growthInterval())));
  }

  /** Reads the precision, f32 if it was not given. */
  static Precision read(Arguments arguments) {
    return Precision.of(arguments.choice(NAME, Precision.F32.toString(), Precision.words()));
  }

  /** Reads how the loss is scaled, with the usual settings where they were not given. */
  static GradScaler scaler(Arguments arguments) {
    for (String option : List.of(SCALE, INTERVAL)) {
      if (arguments.has(option) && !read(arguments).scalesLoss()) {
        throw new UsageException(
            "%s goes with %s f16, not with %s".formatted(option, NAME, read(arguments)));
      }
    }
    Double scale = arguments.positiveNumber(SCALE);
    GradScaler usual =
        GradScaler.USUAL.withGrowthInterval(
            arguments.count(INTERVAL, GradScaler.USUAL.growthInterval()));
    try {
      return scale == null ? usual : usual.withInitScale(scale);
    } catch (IllegalArgumentException e) {
      throw new UsageException(SCALE + ": " + e.getMessage());
    }
  }

  /** Puts the options that would give this arithmetic. */
  static void put(Map<String, String> options, Precision precision, GradScaler scaler) {
    options.put(NAME, precision.toString());
    if (precision.scalesLoss()) {
      options.put(SCALE, TrainSettings.plain(scaler.initScale()));
      options.put(INTERVAL, String.valueOf(scaler.growthInterval()));
    }
  }
}
