package org.gradus.cli;

import java.util.List;
import java.util.Map;
import org.gradus.schedule.Schedule;
import org.gradus.schedule.Timetable;
import org.jspecify.annotations.Nullable;

/**
 * How the learning rate changes, read from options and checked.
 *
 * @param name one of {@link #NAMES}
 * @param factor what the rate is multiplied by, for those that have one; else 1
 * @param epochs what {@code --schedule-epochs} means to it, for those that have a use; else 0
 * @param warmup epochs of climbing before it, from 0
 */
record ScheduleChoice(String name, double factor, int epochs, double warmup) {
  /** The schedules of the command line. */
  static final List<String> NAMES =
      List.of(
          "constant",
          "step",
          "exponential",
          "polynomial",
          "cosine",
          "cosine-restarts",
          "one-cycle",
          "plateau");

  private static final Map<String, Double> FACTORS =
      Map.of("step", 0.1, "exponential", 0.98, "plateau", 0.1);
  private static final List<String> COUNTING = List.of("step", "cosine-restarts", "plateau");
  private static final List<String> ENDING = List.of("polynomial", "cosine", "one-cycle");

  /** Parts of a training that have a rate or a cycle of their own, if nothing is said. */
  private static final int PARTS = 3;

  /** Epochs without progress that a plateau needs, if nothing is said. */
  private static final int PATIENCE = 2;

  /** The rate stays. */
  static final ScheduleChoice CONSTANT = new ScheduleChoice("constant", 1, 0, 0);

  /**
   * Reads the options.
   *
   * @param usual what holds if no schedule is named
   * @param trained epochs in all
   */
  static ScheduleChoice read(Arguments arguments, ScheduleChoice usual, int trained) {
    String name = arguments.choice("--schedule", usual.name(), NAMES);
    Double factor = arguments.positiveNumber("--schedule-factor");
    Integer epochs = arguments.count("--schedule-epochs");
    Double warmup = arguments.nonNegativeNumber("--warmup");
    if (factor != null && !FACTORS.containsKey(name)) {
      throw stray("--schedule-factor", "step, exponential or plateau", name);
    }
    if (factor != null && factor >= 1) {
      throw new UsageException("--schedule-factor must be below 1, got " + factor);
    }
    if (epochs != null && !COUNTING.contains(name)) {
      throw stray("--schedule-epochs", "step, cosine-restarts or plateau", name);
    }
    if (warmup != null && warmup >= trained) {
      throw new UsageException(
          "--warmup must be less than the %s of the training, got %s"
              .formatted(Words.count(trained, "epoch"), warmup));
    }
    return new ScheduleChoice(
        name,
        factor == null ? usualFactor(name, usual) : factor,
        epochs == null ? usualEpochs(name, trained) : epochs,
        warmup == null ? 0 : warmup);
  }

  private static UsageException stray(String option, String names, String name) {
    return new UsageException(
        "%s goes with --schedule %s, not with %s".formatted(option, names, name));
  }

  private static double usualFactor(String name, ScheduleChoice usual) {
    return name.equals(usual.name()) ? usual.factor() : FACTORS.getOrDefault(name, 1.0);
  }

  private static int usualEpochs(String name, int trained) {
    if (!COUNTING.contains(name)) {
      return 0;
    }
    return name.equals("plateau") ? PATIENCE : (trained + PARTS - 1) / PARTS;
  }

  /** Whether it is made for one length of training, so that no other can follow it. */
  boolean ends() {
    return ENDING.contains(name);
  }

  /**
   * The schedule.
   *
   * @param rate the first, for {@code one-cycle} the highest
   */
  Schedule of(double rate, Timetable time) {
    long climb = warmup == 0 ? 0 : time.steps(warmup);
    long rest = Math.max(1, time.steps() - climb);
    try {
      return from(rate, rest, time).warmedUp(climb);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--schedule %s: %s".formatted(name, e.getMessage()));
    }
  }

  private Schedule from(double rate, long steps, Timetable time) {
    return switch (name) {
      case "constant" -> Schedule.constant(rate);
      case "step" -> Schedule.step(rate, factor, time.steps(epochs));
      case "exponential" -> Schedule.exponential(rate, factor, time.steps(1));
      case "polynomial" -> Schedule.polynomial(rate, 0, 1, steps);
      case "cosine" -> Schedule.cosine(rate, 0, steps);
      case "cosine-restarts" -> Schedule.cosineRestarts(rate, 0, time.steps(epochs), 1);
      case "one-cycle" -> Schedule.oneCycle(rate, steps);
      case "plateau" -> Schedule.reduceOnPlateau(rate, factor, epochs);
      default -> throw new IllegalStateException(name);
    };
  }

  /** Adds the options that would give this choice. */
  void putInto(Map<String, String> options) {
    options.put("--schedule", name);
    if (FACTORS.containsKey(name)) {
      options.put("--schedule-factor", TrainSettings.plain(factor));
    }
    if (COUNTING.contains(name)) {
      options.put("--schedule-epochs", String.valueOf(epochs));
    }
    if (warmup > 0) {
      options.put("--warmup", TrainSettings.plain(warmup));
    }
  }

  /** Says how a rate changes, or null if it does not. */
  @Nullable String words() {
    String count = Words.count(epochs, "epoch");
    String times = "times " + TrainSettings.plain(factor);
    String way =
        switch (name) {
          case "constant" -> null;
          case "step" -> "%s after every %s".formatted(times, count);
          case "exponential" -> times + " each epoch";
          case "polynomial" -> "in a straight line to 0";
          case "cosine-restarts" -> "cosine to 0 in cycles of " + count;
          case "plateau" -> "%s after %s without progress".formatted(times, count);
          default -> name;
        };
    if (warmup == 0) {
      return way;
    }
    String climb =
        "after a climb over %s epoch%s"
            .formatted(TrainSettings.plain(warmup), warmup == 1 ? "" : "s");
    return way == null ? climb : way + " " + climb;
  }
}
