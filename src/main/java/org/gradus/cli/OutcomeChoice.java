package org.gradus.cli;

import java.util.List;
import java.util.Map;
import org.gradus.train.Averaging;
import org.gradus.train.EarlyStopping;
import org.gradus.train.Ema;
import org.gradus.train.Keep;
import org.gradus.train.Measure;
import org.gradus.train.TrainerBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/**
 * When a training ends and what is left of it, read from options and checked.
 *
 * @param stopping ends it early; null to go through all epochs
 * @param averaging of the weights; null for none
 * @param keep which checkpoints stay besides the last
 */
record OutcomeChoice(@Nullable EarlyStopping stopping, @Nullable Averaging averaging, Keep keep) {
  static final List<String> AVERAGES = List.of("none", "swa", "ema");

  private static final String PATIENCE = "--patience";
  private static final String MIN_DELTA = "--min-delta";
  private static final String BEST_BY = "--best-by";
  private static final String AVERAGE = "--average";
  private static final String START = "--average-start";
  private static final String DECAY = "--ema-decay";
  private static final String KEEP_EVERY = "--keep-every";
  private static final String KEEP_BEST = "--keep-best";

  private static final List<String> MEASURES = List.of("loss", "accuracy");
  private static final double USUAL_DECAY = 0.999;

  /** Returns the options. */
  static List<OptionSpec> all() {
    return List.of(
        Options.value(
            PATIENCE,
            "N",
            "Stop when the validation data (--val-split, --folds) was judged no better for N"
                + " epochs, and keep the weights of the best epoch; all epochs if not said."),
        Options.value(
            MIN_DELTA,
            "X",
            "With --patience: an epoch is only better if it is so by more than X; 0 if not said."),
        Options.value(
            BEST_BY,
            String.join("|", MEASURES),
            "What makes an epoch better: the loss or the accuracy on the validation data; loss if"
                + " not said."),
        Options.value(
            AVERAGE,
            String.join("|", AVERAGES),
            "Judge and keep averaged weights: of the ends of epochs (swa), or of all steps, older"
                + " ones counting less and less (ema); none if not said."),
        Options.value(
            START,
            "N",
            "With --average: the first epoch that counts; the first for ema and the one after"
                + " three quarters for swa if not said."),
        Options.value(
            DECAY,
            "X",
            "With --average ema: what weights count beside those of the next step; %s if not said."
                .formatted(USUAL_DECAY)),
        Options.value(
            KEEP_EVERY, "N", "Keep the checkpoint of every N-th epoch, too; none if not said."),
        Options.value(
            KEEP_BEST,
            "N",
            "Keep the checkpoints of the N best epochs, too (--val-split, --folds); none if not"
                + " said."));
  }

  /**
   * Reads the options.
   *
   * @param isValidated whether there is validation data
   * @param epochs in all
   */
  static OutcomeChoice read(Arguments arguments, boolean isValidated, int epochs) {
    Integer patience = arguments.count(PATIENCE);
    Integer best = arguments.count(KEEP_BEST);
    needsValidation(PATIENCE, patience, isValidated);
    needsValidation(KEEP_BEST, best, isValidated);
    if (patience == null && arguments.has(MIN_DELTA)) {
      throw new UsageException(MIN_DELTA + " goes with " + PATIENCE);
    }
    if (patience == null && best == null && arguments.has(BEST_BY)) {
      throw new UsageException("%s goes with %s or %s".formatted(BEST_BY, PATIENCE, KEEP_BEST));
    }
    Measure by = measure(arguments.choice(BEST_BY, MEASURES.getFirst(), MEASURES));
    Double least = arguments.nonNegativeNumber(MIN_DELTA);
    Integer every = arguments.count(KEEP_EVERY);
    return new OutcomeChoice(
        patience == null ? null : new EarlyStopping(patience, least == null ? 0 : least, by),
        averaging(arguments, epochs),
        new Keep(every == null ? 0 : every, best == null ? 0 : best, by));
  }

  private static void needsValidation(String option, @Nullable Integer given, boolean isValidated) {
    if (given != null && !isValidated) {
      throw new UsageException(
          option + " goes with --val-split or --folds, which give samples to judge epochs by");
    }
  }

  private static Measure measure(String word) {
    return word.equals("loss") ? Measure.LOSS : Measure.ACCURACY;
  }

  private static @Nullable Averaging averaging(Arguments arguments, int epochs) {
    String name = arguments.choice(AVERAGE, AVERAGES.getFirst(), AVERAGES);
    Integer start = arguments.count(START);
    Double decay = arguments.positiveNumber(DECAY);
    if (decay != null && !name.equals("ema")) {
      throw new UsageException("%s goes with %s ema, not with %s".formatted(DECAY, AVERAGE, name));
    }
    if (decay != null && decay >= 1) {
      throw new UsageException("%s must be below 1, got %s".formatted(DECAY, decay));
    }
    if (start != null && name.equals("none")) {
      throw new UsageException("%s goes with %s swa or ema".formatted(START, AVERAGE));
    }
    if (start != null && start > epochs) {
      throw new UsageException(
          "%s must be at most the %s of the training, got %d"
              .formatted(START, Words.count(epochs, "epoch"), start));
    }
    return switch (name) {
      case "swa" -> Averaging.swa(start == null ? epochs * 3 / 4 + 1 : start);
      case "ema" ->
          Averaging.ema(decay == null ? USUAL_DECAY : decay).from(start == null ? 1 : start);
      default -> null;
    };
  }

  /** Adds the options that would give this choice. */
  void putInto(Map<String, String> options) {
    if (stopping != null) {
      options.put(PATIENCE, String.valueOf(stopping.patience()));
      options.put(MIN_DELTA, TrainSettings.plain(stopping.minDelta()));
    }
    if (stopping != null || keep.best() > 0) {
      options.put(BEST_BY, (stopping == null ? keep.by() : stopping.by()).toString());
    }
    if (averaging != null) {
      options.put(AVERAGE, averaging.weights().toString());
      options.put(START, String.valueOf(averaging.fromEpoch()));
      if (averaging instanceof Ema ema) {
        options.put(DECAY, TrainSettings.plain(ema.decay()));
      }
    }
    if (keep.every() > 0) {
      options.put(KEEP_EVERY, String.valueOf(keep.every()));
    }
    if (keep.best() > 0) {
      options.put(KEEP_BEST, String.valueOf(keep.best()));
    }
  }

  /** Adds all this to a training. */
  TrainerBuilder addTo(TrainerBuilder training) {
    if (stopping != null) {
      training.earlyStopping(stopping);
    }
    if (averaging != null) {
      training.averaging(averaging);
    }
    return training.keep(keep);
  }

  /** Whether a run that remembers these options may go on with another value of this one. */
  static boolean mayChange(String option, Map<String, String> known) {
    return option.equals(PATIENCE) && known.containsKey(PATIENCE);
  }
}
