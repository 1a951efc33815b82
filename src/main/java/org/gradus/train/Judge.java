package org.gradus.train;

import org.gradus.data.Dataset;
import org.gradus.device.Device;
import org.gradus.device.VariableStore;
import org.gradus.nn.Model;
import org.jspecify.annotations.Nullable;

/** Judges a model that is trained: by its weights, or by their average once that has begun. */
final class Judge implements AutoCloseable {
  /** Batches of evaluation are at least this large: they need no gradients. */
  private static final int BATCH = 256;

  private final TrainerOptions options;
  private final Model model;
  private final VariableStore store;
  private final Evaluator trained;
  private final @Nullable Averager averager;
  private final @Nullable Evaluator averaged;

  /** A judge of what lies in {@code store}. */
  Judge(TrainerOptions options, Device device, Model model, VariableStore store) {
    this.options = options;
    this.model = model;
    this.store = store;
    trained = evaluator(device, model, store);
    Averaging averaging = options.averaging();
    averager = averaging == null ? null : new Averager(options, averaging, device, model, store);
    averaged = averager == null ? null : evaluator(device, averager.model(), averager.copy());
  }

  private Evaluator evaluator(Device device, Model judged, VariableStore variables) {
    return new Evaluator(
        judged,
        options.loss(),
        options.arithmetic().precision(),
        device,
        variables,
        Math.max(options.batchSize(), BATCH));
  }

  /** Takes in an epoch whose steps are done and which is not in the history yet. */
  void epochDone(TrainingRun run) {
    if (averager != null) {
      averager.epochDone(run);
    }
  }

  /** What is judged. */
  Weights weights() {
    return averager != null && averager.isFilled() ? averager.weights() : Weights.TRAINED;
  }

  /** Mean loss and accuracy over all of {@code data}, raw as it was loaded. */
  Evaluation evaluate(Dataset data) {
    Evaluator judge = averaged != null && weights() != Weights.TRAINED ? averaged : trained;
    return judge.evaluate(data, options.scaling());
  }

  /** The state that is judged, at the end of an epoch. */
  ModelState state() {
    return averager != null && averager.isFilled()
        ? averager.state()
        : ModelState.read(model, store);
  }

  /** The average of a training that stands there; null if there is none yet. */
  @Nullable ModelState average(TrainingRun run) {
    return averager != null && averager.hasBegun(run) ? averager.state() : null;
  }

  /** Goes on from an average. */
  void restore(String source, ModelState average) {
    if (averager != null) {
      averager.restore(source, average);
    }
  }

  @Override
  public void close() {
    trained.close();
    if (averaged != null && averager != null) {
      averaged.close();
      averager.close();
    }
  }
}
