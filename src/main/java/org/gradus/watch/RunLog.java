package org.gradus.watch;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gradus.io.AtomicFiles;
import org.gradus.train.Callback;
import org.gradus.train.Epoch;
import org.gradus.train.Evaluation;
import org.gradus.train.LossScale;
import org.gradus.train.TrainingResult;
import org.gradus.train.TrainingRun;
import org.jspecify.annotations.Nullable;

/**
 * Logs of a training for spreadsheets and scripts: {@code steps.csv} and {@code epochs.csv}, or the
 * same as lines of JSON.
 *
 * <p>Every line is written at once and whole. A training that goes on cuts the logs back to the
 * step it goes on from, so that in the end they hold what those of an uninterrupted one hold, but
 * for the times. What lies there when a training begins anew is written over.
 */
public final class RunLog implements Callback {
  /** Steps between two lines about steps, if nothing is said. */
  public static final int USUAL_EVERY = 10;

  private final Path folder;
  private final LogFormat format;
  private final int every;
  private @Nullable LineFile steps;
  private @Nullable LineFile epochs;

  /**
   * Logs into a folder.
   *
   * @param every steps between two lines about steps
   * @throws IllegalArgumentException if {@code every} is not positive
   */
  public RunLog(Path folder, LogFormat format, int every) {
    if (every < 1) {
      throw new IllegalArgumentException("every must be at least 1: " + every);
    }
    this.folder = folder;
    this.format = format;
    this.every = every;
  }

  @Override
  public void onStart(TrainingRun run) {
    AtomicFiles.createDirectories(folder);
    steps = LineFile.open(folder.resolve("steps" + format.ending()), format, run.step());
    // A kill may have come between the checkpoint and the epoch's line: the run knows all epochs.
    epochs = LineFile.open(folder.resolve("epochs" + format.ending()), format, 0);
    for (Epoch epoch : run.history()) {
      epochs.append(epoch(run, epoch));
    }
  }

  @Override
  public void onStep(TrainingRun run) {
    if (run.step() % every == 0 && steps != null) {
      Map<String, Number> line = new LinkedHashMap<>();
      line.put("step", run.step());
      line.put("epoch", run.epoch());
      line.put("loss", run.loss());
      line.put("seconds", run.seconds());
      steps.append(line);
    }
  }

  @Override
  public void onEpoch(TrainingRun run, Epoch epoch) {
    if (epochs != null) {
      epochs.append(epoch(run, epoch));
    }
  }

  private static Map<String, Number> epoch(TrainingRun run, Epoch epoch) {
    Map<String, Number> line = new LinkedHashMap<>();
    line.put("step", (long) epoch.epoch() * run.batches());
    line.put("epoch", epoch.epoch());
    line.put("train_loss", epoch.trainLoss());
    line.put("train_accuracy", epoch.trainAccuracy());
    judged(line, "val", epoch.validation());
    judged(line, "test", epoch.test());
    line.put("learning_rate", epoch.learningRate());
    LossScale scale = epoch.lossScale();
    if (scale != null) {
      line.put("loss_scale", scale.scale());
      line.put("skipped_steps", scale.skippedSteps());
    }
    line.put("seconds", epoch.seconds());
    line.put("samples_per_second", epoch.samplesPerSecond());
    return line;
  }

  private static void judged(Map<String, Number> line, String part, @Nullable Evaluation result) {
    if (result != null) {
      line.put(part + "_loss", result.loss());
      line.put(part + "_accuracy", result.accuracy());
    }
  }

  @Override
  public void onEnd(TrainingRun run, TrainingResult result) {
    close();
  }

  @Override
  public void onFailure(TrainingRun run, Throwable failure) {
    close();
  }

  private void close() {
    if (steps != null) {
      steps.close();
      steps = null;
    }
    if (epochs != null) {
      epochs.close();
      epochs = null;
    }
  }
}
