package org.gradus.watch;

import java.util.ArrayList;
import java.util.List;
import org.gradus.train.Callback;
import org.gradus.train.Epoch;
import org.gradus.train.TrainingResult;
import org.gradus.train.TrainingRun;
import org.gradus.train.TrainingSession;
import org.jspecify.annotations.Nullable;

/**
 * Watches what the layers do before the first step and after each epoch.
 *
 * <p>It takes a {@link ProbeBatch} of the training data, copies all variables of the training, runs
 * the batch through the copy with gradients ({@link LayerProbe}), and then has the copy take one
 * step of the training's optimizer, at the rate of the step before it, to see how far that moves
 * each parameter: {@link ParameterStatistics#updateRatio} is of that one step on that one batch.
 * Before the first step the rate is that step's own. The training itself is not touched.
 */
public final class LayerWatch implements Callback {
  /** Told of each measurement. */
  @FunctionalInterface
  public interface Listener {
    /**
     * The layers have been measured.
     *
     * @param probe still holding what was measured, to look at single gradients
     */
    void measured(LayerSnapshot snapshot, LayerProbe probe);
  }

  private final LayerRules rules;
  private final int samples;
  private final List<Listener> listeners = new ArrayList<>();
  private final List<LayerSnapshot> snapshots = new ArrayList<>();
  private @Nullable LayerProbe probe;

  /** Watches with the usual rules and {@link ProbeBatch#USUAL_SIZE} samples. */
  public LayerWatch() {
    this(LayerRules.USUAL, ProbeBatch.USUAL_SIZE);
  }

  /**
   * Watches by other rules or with another number of samples.
   *
   * @throws IllegalArgumentException if {@code samples} is not positive
   */
  public LayerWatch(LayerRules rules, int samples) {
    if (samples < 1) {
      throw new IllegalArgumentException("samples must be at least 1: " + samples);
    }
    this.rules = rules;
    this.samples = samples;
  }

  /** Tells {@code listener} of each measurement from now on; returns this. */
  public LayerWatch tell(Listener listener) {
    listeners.add(listener);
    return this;
  }

  /** What was measured: first before the first step, or where a run was resumed. */
  public List<LayerSnapshot> snapshots() {
    return List.copyOf(snapshots);
  }

  /** What is wrong with the layers as they were measured last; nothing if all is well. */
  public List<LayerFinding> findings() {
    return snapshots.isEmpty() ? List.of() : findings(snapshots.getLast());
  }

  /** What is wrong with the layers in one of the measurements, by this watch's rules. */
  public List<LayerFinding> findings(LayerSnapshot snapshot) {
    return rules.judge(snapshot);
  }

  @Override
  public void onStart(TrainingRun run) {
    TrainingSession session = run.session();
    ProbeBatch batch =
        ProbeBatch.of(session.trainingData(), session.scaling(), samples, run.model().seed());
    probe =
        LayerProbe.open(
            session.device(),
            session.model(),
            session.loss(),
            session.optimizer(),
            session.arithmetic(),
            batch);
    List<Epoch> done = run.history();
    double rate =
        done.isEmpty() ? session.schedule().rate(run.step()) : done.getLast().learningRate();
    measure(run, probe, rate);
  }

  @Override
  public void onEpoch(TrainingRun run, Epoch epoch) {
    if (probe != null) {
      measure(run, probe, epoch.learningRate());
    }
  }

  private void measure(TrainingRun run, LayerProbe with, double rate) {
    with.copy(run.session()::read);
    with.rate(rate);
    LayerSnapshot snapshot = with.measure(run.step());
    snapshots.add(snapshot);
    listeners.forEach(listener -> listener.measured(snapshot, with));
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
    if (probe != null) {
      probe.close();
      probe = null;
    }
  }
}
