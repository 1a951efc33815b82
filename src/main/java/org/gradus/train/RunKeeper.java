package org.gradus.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.data.Dataset;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.nn.Model;
import org.gradus.train.Checkpoint.Inputs;
import org.jspecify.annotations.Nullable;

/** Brings a training from its checkpoint to the device, and back to its run directory if any. */
final class RunKeeper {
  private static final double NANO = 1e-9;

  private final TrainerOptions options;
  private final Model model;
  private final VariableStore store;
  private final Judge judge;
  private final @Nullable RunDirectory directory;
  private final Map<String, String> facts;
  private @Nullable ModelState best; // of the best epoch, where that is asked for
  private long saved; // when the last checkpoint was written, in nanoseconds

  RunKeeper(
      TrainerOptions options,
      Model model,
      VariableStore store,
      Judge judge,
      @Nullable RunDirectory directory,
      Map<String, String> facts) {
    this.options = options;
    this.model = model;
    this.store = store;
    this.judge = judge;
    this.directory = directory;
    this.facts = facts;
  }

  /** Fills the variables from a checkpoint. */
  void restore(String source, Checkpoint checkpoint) {
    checkpoint.model().write(source, model, store);
    ModelState average = checkpoint.average();
    if (average != null) {
      judge.restore(source, average);
    }
    best = checkpoint.best();
    Map<String, HostTensor> slots = new LinkedHashMap<>(checkpoint.slots());
    for (Variable variable : slots()) {
      store.write(variable, ModelState.take(source, slots, variable));
    }
  }

  /**
   * Writes what a run begins with or goes on from. The checkpoint comes first of all: a folder with
   * one can be resumed, one without can be begun.
   */
  void begin(TrainingRun run) {
    save(run);
    if (directory != null) {
      directory.writeMetrics(run.history()); // cut back to the checkpoint
      new KeptCheckpoints(directory.path(), options.keep()).prune(run.history()); // this too
    }
  }

  /** Keeps and writes what there is at the end of an epoch. */
  void epochDone(TrainingRun run) {
    if (options.earlyStopping() != null && (best == null || run.isBest())) {
      best = judge.state();
    }
    if (directory != null) {
      directory.writeMetrics(run.history());
      directory.writeModel(trained());
      KeptCheckpoints kept = new KeptCheckpoints(directory.path(), options.keep());
      Checkpoint last = checkpoint(run);
      kept.write(last);
      directory.writeCheckpoint(last);
      kept.prune(run.history());
    }
    saved = System.nanoTime();
  }

  /** What the training has come to: the state of its best epoch, if that is asked for. */
  ModelState trained() {
    return best == null ? judge.state() : best;
  }

  /** Writes a checkpoint if the last one is old. */
  void saveNowAndThen(TrainingRun run) {
    if ((System.nanoTime() - saved) * NANO > options.checkpointSeconds()) {
      save(run);
    }
  }

  /** Writes a checkpoint. */
  void save(TrainingRun run) {
    if (directory != null) {
      directory.writeCheckpoint(checkpoint(run));
    }
    saved = System.nanoTime();
  }

  private Checkpoint checkpoint(TrainingRun run) {
    Map<String, HostTensor> slots = new LinkedHashMap<>();
    for (Variable variable : slots()) {
      slots.put(variable.name(), store.read(variable));
    }
    Dataset data = options.train();
    return new Checkpoint(
        ModelState.read(model, store),
        judge.average(run),
        best,
        slots,
        run.position(),
        run.history(),
        run.givenReason(),
        new Inputs(data.sampleShape(), options.scaling(), data.classNames()),
        options.seed(),
        facts,
        options.configuration());
  }

  /** What a checkpoint holds besides models: optimizer slots and counters. */
  private List<Variable> slots() {
    return model.variables().all().stream()
        .filter(variable -> variable.role() == Role.SLOT || variable.role() == Role.COUNTER)
        .filter(variable -> !variable.name().equals(ParameterAverage.AVERAGE))
        .toList();
  }
}
