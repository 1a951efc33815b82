package org.gradus.watch;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.nn.Mode;
import org.gradus.nn.Model;
import org.gradus.nn.Scope;
import org.gradus.op.DType;
import org.gradus.train.Callback;
import org.gradus.train.Epoch;
import org.gradus.train.Evaluation;
import org.gradus.train.LossScale;
import org.gradus.train.TrainingResult;
import org.gradus.train.TrainingRun;
import org.gradus.train.TrainingSession;
import org.gradus.train.TrainingStep;
import org.jspecify.annotations.Nullable;

/**
 * Writes what TensorBoard shows: scalars of steps and epochs, histograms of the weights, the
 * model's graph and the run's settings.
 *
 * <p>Every scalar stands at the number of steps done. A resumed run begins a file of its own, from
 * whose first step on TensorBoard forgets what it had read. Given to a {@link LayerWatch} it also
 * shows each layer's activations, gradients and update ratios, and histograms of the gradients:
 *
 * <pre>{@code
 * TensorBoardLog log = new TensorBoardLog(Path.of("logs/run-1"));
 * builder.callback(log).callback(new LayerWatch().tell(log));
 * }</pre>
 */
public final class TensorBoardLog implements Callback, LayerWatch.Listener {
  /** Steps between two scalars of the steps, if nothing is said. */
  public static final int USUAL_EVERY = 10;

  private final Path folder;
  private final int every;
  private final Map<String, String> settings;
  private @Nullable EventFile file;

  /** Writes to a folder, every {@value #USUAL_EVERY} steps and without settings. */
  public TensorBoardLog(Path folder) {
    this(folder, USUAL_EVERY, Map.of());
  }

  /**
   * Writes to a folder.
   *
   * @param folder of this run; TensorBoard compares those that lie beside each other
   * @param every steps between two scalars of the steps
   * @param settings by name for the hparams tab; what reads as a number is one there
   * @throws IllegalArgumentException if {@code every} is not positive
   */
  public TensorBoardLog(Path folder, int every, Map<String, String> settings) {
    if (every < 1) {
      throw new IllegalArgumentException("every must be at least 1: " + every);
    }
    this.folder = folder;
    this.every = every;
    this.settings = new LinkedHashMap<>(settings);
  }

  @Override
  public void onStart(TrainingRun run) {
    double time = now();
    EventFile started = EventFile.create(folder, (long) time);
    file = started;
    started.append(Events.version(time));
    if (run.step() > 0) {
      started.append(Events.restart(time, run.step() + 1));
    }
    started.append(Events.graph(time, graph(run.session(), run.batchSize())));
    if (!settings.isEmpty()) {
      started.append(Events.sessionStart(time, settings));
    }
    // A kill may have come between the checkpoint and what followed the epoch.
    if (run.step() > 0 && run.batch() == 0) {
      scalars(run.step(), epoch(run.history().getLast()));
    }
    weights(run);
  }

  private static byte[] graph(TrainingSession session, int batch) {
    Model model = session.model();
    Scope scope = model.scope(Mode.TRAIN);
    Graph graph = scope.graph();
    Tensor outputs = model.forward(scope, batch);
    Tensor labels = graph.input(TrainingStep.LABELS, DType.I32, batch);
    graph.output(TrainingStep.LOSS, session.loss().of(outputs, labels));
    return GraphDefinition.of(graph, scope.rows());
  }

  @Override
  public void onStep(TrainingRun run) {
    if (run.step() % every == 0) {
      scalars(run.step(), Map.of("step/loss", run.loss()));
    }
  }

  @Override
  public void onEpoch(TrainingRun run, Epoch epoch) {
    scalars(run.step(), epoch(epoch));
    weights(run);
  }

  private static Map<String, Double> epoch(Epoch epoch) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss/train", epoch.trainLoss());
    values.put("accuracy/train", epoch.trainAccuracy());
    judged(values, "validation", epoch.validation());
    judged(values, "test", epoch.test());
    values.put("epoch/number", (double) epoch.epoch());
    values.put("epoch/seconds", epoch.seconds());
    values.put("epoch/samples_per_second", epoch.samplesPerSecond());
    values.put("epoch/learning_rate", epoch.learningRate());
    LossScale scale = epoch.lossScale();
    if (scale != null) {
      values.put("epoch/loss_scale", scale.scale());
    }
    return values;
  }

  private static void judged(
      Map<String, Double> values, String part, @Nullable Evaluation evaluation) {
    if (evaluation != null) {
      values.put("loss/" + part, evaluation.loss());
      values.put("accuracy/" + part, evaluation.accuracy());
    }
  }

  private void weights(TrainingRun run) {
    for (Variable parameter : run.model().variables().role(Role.PARAMETER)) {
      Histogram histogram = Histogram.of(run.session().read(parameter.name()));
      append(Events.histogram(now(), run.step(), "weights/" + parameter.name(), histogram));
    }
  }

  @Override
  public void measured(LayerSnapshot snapshot, LayerProbe probe) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (LayerStatistics layer : snapshot.layers()) {
      String name = "/" + layer.name();
      values.put("activation_mean" + name, layer.activations().mean());
      values.put("activation_std" + name, layer.activations().std());
      values.put("activation_zeros" + name, layer.activations().zeros());
      values.put("gradient_rms" + name, layer.gradients().rms());
      if (layer.dead() != null) {
        values.put("dead_units" + name, layer.dead().value());
      }
    }
    for (ParameterStatistics parameter : snapshot.parameters()) {
      values.put("gradient_norm/" + parameter.name(), parameter.gradients().norm());
      values.put("update_ratio/" + parameter.name(), parameter.updateRatio());
      Histogram histogram = Histogram.of(probe.gradient(parameter.name()));
      append(Events.histogram(now(), snapshot.step(), "gradients/" + parameter.name(), histogram));
    }
    scalars(snapshot.step(), values);
  }

  @Override
  public void onEnd(TrainingRun run, TrainingResult result) {
    end(Events.Outcome.SUCCESS);
  }

  @Override
  public void onFailure(TrainingRun run, Throwable failure) {
    end(Events.Outcome.FAILURE);
  }

  private void end(Events.Outcome outcome) {
    EventFile open = file;
    if (open != null) {
      file = null;
      try (open) {
        if (!settings.isEmpty()) {
          open.append(Events.sessionEnd(now(), outcome));
        }
      }
    }
  }

  private void scalars(long step, Map<String, Double> values) {
    Map<String, Double> finite = new LinkedHashMap<>(values);
    finite.values().removeIf(value -> !Double.isFinite(value));
    append(Events.scalars(now(), step, finite));
  }

  private void append(byte[] event) {
    if (file == null) {
      throw new IllegalStateException("no run is under way: give this log to the training first");
    }
    file.append(event);
  }

  private static double now() {
    return System.currentTimeMillis() * 1e-3;
  }
}
