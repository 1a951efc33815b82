package org.gradus.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.gradus.train.Checkpoint;
import org.gradus.train.CrossValidation;
import org.gradus.train.CrossValidation.Spread;
import org.gradus.train.Evaluation;
import org.gradus.train.RunDirectory;
import org.gradus.train.TrainingResult;
import org.jspecify.annotations.Nullable;

/**
 * The trainings of {@code gradus train --folds K}, each an ordinary run in {@code fold-1} to {@code
 * fold-K} of one folder. What is there already is gone on with by {@code --resume}.
 *
 * @param arguments of the whole
 * @param count how many folds there are
 * @param folder their runs are in
 * @param begun the folder is of a cross-validation that was begun before
 */
record FoldRuns(Arguments arguments, int count, Path folder, boolean begun) {
  private static final String RESUME = "--resume";
  private static final String OUT = "--out";

  /** Reads what was asked for; null if it is no cross-validation, or one fold of it. */
  static @Nullable FoldRuns read(Arguments arguments) {
    Path resumed = arguments.path(RESUME);
    if (resumed != null) {
      boolean isWhole = !RunDirectory.holdsRun(resumed) && RunDirectory.holdsRun(fold(resumed, 1));
      return isWhole ? resumed(arguments, resumed) : null;
    }
    if (!arguments.has(DataSettings.FOLDS) || arguments.has(DataSettings.FOLD)) {
      return null;
    }
    RunPlan plan = RunPlan.read(arguments);
    for (int fold = 1; fold <= count(plan.settings()); fold++) {
      if (RunDirectory.holdsRun(fold(plan.out(), fold))) {
        throw new CommandException(
            "%s holds a run already; go on with all folds by --resume %s, or name another --out"
                .formatted(fold(plan.out(), fold), plan.out()));
      }
    }
    return new FoldRuns(arguments, count(plan.settings()), plan.out(), false);
  }

  private static FoldRuns resumed(Arguments arguments, Path folder) {
    if (arguments.has(OUT)) {
      throw new UsageException(
          "--out goes with the --resume of one fold; %s holds a cross-validation, which goes on"
              .formatted(folder));
    }
    Map<String, String> options = new LinkedHashMap<>(known(folder));
    options.remove(DataSettings.FOLD);
    options.putAll(arguments.options());
    options.remove(RESUME);
    Arguments all = new Arguments(options, List.of());
    return new FoldRuns(arguments, count(TrainSettings.read(all)), folder, true);
  }

  private static Map<String, String> known(Path folder) {
    return Checkpoint.read(fold(folder, 1)).configuration();
  }

  private static int count(TrainSettings settings) {
    return Objects.requireNonNull(settings.dataSettings().folds());
  }

  private static Path fold(Path folder, int fold) {
    return folder.resolve("fold-" + fold);
  }

  /** Trains each fold by {@code training} and tells what all came to; returns the exit status. */
  int run(Function<Arguments, TrainingResult> training, Console console) {
    List<TrainingResult> results = new ArrayList<>();
    for (int fold = 1; fold <= count; fold++) {
      console.out().printf("fold %d of %d%n", fold, count);
      TrainingResult result = training.apply(ofFold(fold));
      console.out().println(line(fold, result));
      results.add(result);
    }
    console.out().println(lastLine(new CrossValidation(results), console));
    return 0;
  }

  private Arguments ofFold(int fold) {
    Path place = fold(folder, fold);
    Map<String, String> options = new LinkedHashMap<>();
    if (begun && RunDirectory.holdsRun(place)) {
      options.putAll(arguments.options());
      options.put(RESUME, place.toString());
      return new Arguments(options, List.of());
    }
    if (begun) {
      options.putAll(known(folder));
    }
    options.putAll(arguments.options());
    options.remove(RESUME);
    options.put(DataSettings.FOLD, String.valueOf(fold));
    options.put(OUT, place.toString());
    return new Arguments(options, List.of());
  }

  private static String line(int fold, TrainingResult result) {
    Evaluation judged = Objects.requireNonNull(result.best().validation());
    return String.format(
        Locale.ROOT,
        "fold %d: validation accuracy %.4f  loss %.4f",
        fold,
        judged.accuracy(),
        judged.loss());
  }

  private static String lastLine(CrossValidation judged, Console console) {
    // A terminal that knows only ASCII would show a question mark.
    boolean known = console.out().charset().newEncoder().canEncode('\u00B1');
    String plusMinus = known ? "\u00B1" : "+-";
    Spread accuracy = judged.accuracy();
    Spread loss = judged.loss();
    return String.format(
        Locale.ROOT,
        "validation accuracy %.4f %s %.4f  loss %.4f %s %.4f  folds %d  seconds %.1f  device %s",
        accuracy.mean(),
        plusMinus,
        accuracy.deviation(),
        loss.mean(),
        plusMinus,
        loss.deviation(),
        judged.folds().size(),
        judged.folds().stream().mapToDouble(TrainingResult::seconds).sum(),
        judged.folds().getFirst().device().id());
  }
}
