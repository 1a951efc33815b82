package org.gradus.train;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shows how training goes: on a terminal a bar with samples a second and the time the epoch still
 * takes, elsewhere one plain line an epoch.
 */
public final class ConsoleProgress implements Callback {
  private static final int WIDTH = 30;
  private static final long INTERVAL = 100_000_000; // nanoseconds between two drawings

  private final PrintStream out;
  private final boolean terminal;
  private long drawn = System.nanoTime();

  /**
   * Progress on {@code out}.
   *
   * @param terminal whether {@code out} is a terminal, on which a line can be drawn anew
   */
  public ConsoleProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Progress on standard error, drawn anew if Java runs on a terminal. */
  public static ConsoleProgress standard() {
    Console console = System.console();
    return new ConsoleProgress(System.err, console != null && console.isTerminal());
  }

  @Override
  public void onStart(TrainingRun run) {
    if (run.step() > 0) {
      out.printf(
          Locale.ROOT,
          "resuming at epoch %d of %d, step %d%n",
          run.epoch(),
          run.epochs(),
          run.step() + 1);
    }
  }

  @Override
  public void onStep(TrainingRun run) {
    if (!terminal) {
      return;
    }
    long now = System.nanoTime();
    if (now - drawn >= INTERVAL) {
      drawn = now;
      out.print("\r" + bar(run));
      out.flush();
    }
  }

  @Override
  public void onEpoch(TrainingRun run, Epoch epoch) {
    String line = line(run, epoch);
    // Spaces wipe out what is left of a bar that was longer.
    out.println(terminal ? "\r" + line + " ".repeat(Math.max(0, 79 - line.length())) : line);
  }

  /** Leaves the bar, so that a message about the failure has a line of its own. */
  @Override
  public void onFailure(TrainingRun run, Throwable failure) {
    if (terminal && run.batch() > 0) {
      out.println();
    }
  }

  @Override
  public void onEnd(TrainingRun run, TrainingResult result) {
    int done = result.epochs().size();
    if (result.finishedBefore()) {
      out.printf(Locale.ROOT, "the run is finished: %d of %d epochs done%n", done, run.epochs());
    }
    if (result.stopReason() != null) {
      out.printf(Locale.ROOT, "stopped after epoch %d: %s%n", done, result.stopReason());
    }
    if (result.bestEpoch() < done) {
      out.printf(Locale.ROOT, "the weights are those of epoch %d%n", result.bestEpoch());
    }
  }

  static String bar(TrainingRun run) {
    int full = WIDTH * run.batch() / run.batches();
    double left = run.seconds() / run.batch() * (run.batches() - run.batch());
    return String.format(
        Locale.ROOT,
        "epoch %d/%d [%s%s] %3d%%  loss %.4f  %s samples/s  %s left ",
        run.epoch(),
        run.epochs(),
        "#".repeat(full),
        ".".repeat(WIDTH - full),
        100 * run.batch() / run.batches(),
        run.meanLoss(),
        thousands(run.samplesPerSecond()),
        duration(left));
  }

  static String line(TrainingRun run, Epoch epoch) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "epoch %d/%d  loss %.4f  accuracy %.4f",
            epoch.epoch(),
            run.epochs(),
            epoch.trainLoss(),
            epoch.trainAccuracy()));
    append(line, "val", epoch.validation());
    append(line, "test", epoch.test());
    if (epoch.weights() != Weights.TRAINED) {
      line.append("  ").append(epoch.weights()).append(" weights");
    }
    line.append(
        String.format(
            Locale.ROOT,
            "  %.1f s  %s samples/s",
            epoch.seconds(),
            thousands(epoch.samplesPerSecond())));
    LossScale scale = epoch.lossScale();
    if (scale != null) {
      line.append(
          String.format(
              Locale.ROOT,
              "  loss scale %s, %,d skipped",
              scale.scale() >= 1 ? thousands(scale.scale()) : Double.toString(scale.scale()),
              scale.skippedSteps()));
    }
    return line.toString();
  }

  private static void append(StringBuilder line, String part, @Nullable Evaluation evaluation) {
    if (evaluation != null) {
      line.append(
          String.format(
              Locale.ROOT,
              "  %s loss %.4f accuracy %.4f",
              part,
              evaluation.loss(),
              evaluation.accuracy()));
    }
  }

  private static String thousands(double perSecond) {
    return String.format(Locale.ROOT, "%,d", Math.round(perSecond));
  }

  private static String duration(double seconds) {
    long whole = (long) Math.ceil(seconds);
    return whole < 60 ? whole + " s" : "%d:%02d min".formatted(whole / 60, whole % 60);
  }
}
