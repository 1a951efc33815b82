package org.gradus.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.nn.Model;
import org.gradus.plan.Buffer;
import org.gradus.train.Checkpoint.Inputs;
import org.jspecify.annotations.Nullable;

/** The steps and epochs of one training on one device. Nothing is allocated within a step. */
final class TrainingLoop implements AutoCloseable {
  private static final double NANO = 1e-9;

  /** Batches of evaluation are at least this large: they need no gradients. */
  private static final int EVALUATION_BATCH = 256;

  private final TrainerOptions options;
  private final Device device;
  private final Model model;
  private final Batches batches;
  private final @Nullable RunDirectory directory;
  private final TrainingRun run;
  private final Map<String, String> facts;
  private final Graph graph;
  private final VariableStore store;
  private final Executable executable;
  private final Feed feed;
  private final Buffer okPlace;
  private final HostTensor ok;
  private final RateTable rates;
  private final Evaluator evaluator;
  private long saved; // when the last checkpoint was written, in nanoseconds

  TrainingLoop(
      TrainerOptions options,
      Device device,
      Model model,
      Batches batches,
      @Nullable RunDirectory directory,
      TrainingRun run,
      Map<String, String> facts) {
    this.options = options;
    this.device = device;
    this.model = model;
    this.batches = batches;
    this.directory = directory;
    this.run = run;
    this.facts = facts;
    Intake intake = Intake.of(batches.data(), options.scaling());
    graph =
        TrainingStep.of(model, options.loss(), options.optimizer(), intake, batches.batchSize());
    store = device.allocate(model.variables());
    executable = device.compile(graph, store);
    feed = new Feed(executable);
    okPlace = executable.plan().output(TrainingStep.OK);
    ok = HostTensor.allocate(okPlace.spec());
    rates = new RateTable(options.schedule(), (long) batches.count() * options.epochs(), store);
    int largest = Math.max(batches.batchSize(), EVALUATION_BATCH);
    evaluator = new Evaluator(model, options.loss(), device, store, largest);
  }

  /** Fills the variables with their first values. */
  void initialize() {
    store.initialize(options.seed());
  }

  /** Fills the variables from a checkpoint. */
  void restore(String source, Checkpoint checkpoint) {
    checkpoint.model().write(source, model, store);
    Map<String, HostTensor> slots = new LinkedHashMap<>(checkpoint.slots());
    for (Variable variable : slots()) {
      store.write(variable, ModelState.take(source, slots, variable));
    }
  }

  /** Trains all epochs that are left. */
  void train() {
    save(); // first of all: a folder with a checkpoint can be resumed, one without can be begun
    if (directory != null) {
      directory.writeMetrics(run.history()); // cut back to the checkpoint
    }
    options.callbacks().forEach(callback -> callback.onStart(run));
    try {
      while (run.epoch() <= options.epochs()) {
        steps();
        finishEpoch();
      }
    } catch (RuntimeException | Error failure) {
      options.callbacks().forEach(callback -> callback.onFailure(run, failure));
      throw failure;
    }
  }

  /** The trained state. */
  ModelState state() {
    return ModelState.read(model, store);
  }

  private void steps() {
    batches.startEpoch(run.epoch());
    long start = System.nanoTime() - (long) (run.seconds() / NANO);
    for (int batch = run.batch(); batch < batches.count(); batch++) {
      step(batch, start);
      if ((System.nanoTime() - saved) * NANO > options.checkpointSeconds()) {
        save();
      }
    }
  }

  private void step(int batch, long start) {
    rates.reach(run.step());
    feed.run(batches, batch);
    executable.read(okPlace, ok);
    if (ok.get(0) == 0) {
      throw failure();
    }
    run.stepDone(feed.loss(), feed.correct(), (System.nanoTime() - start) * NANO);
    for (int i = 0; i < options.callbacks().size(); i++) {
      options.callbacks().get(i).onStep(run);
    }
  }

  private void finishEpoch() {
    Epoch epoch =
        new Epoch(
            run.epoch(),
            run.meanLoss(),
            run.accuracy(),
            evaluate(options.validation()),
            evaluate(options.test()),
            run.seconds(),
            run.samplesPerSecond());
    run.finishEpoch(epoch);
    if (directory != null) {
      directory.writeMetrics(run.history());
      directory.writeModel(state());
    }
    save();
    options.callbacks().forEach(callback -> callback.onEpoch(run, epoch));
  }

  private @Nullable Evaluation evaluate(@Nullable Dataset data) {
    return data == null ? null : evaluator.evaluate(data, options.scaling());
  }

  private void save() {
    if (directory != null) {
      directory.writeCheckpoint(checkpoint());
    }
    saved = System.nanoTime();
  }

  private Checkpoint checkpoint() {
    Map<String, HostTensor> slots = new LinkedHashMap<>();
    for (Variable variable : slots()) {
      slots.put(variable.name(), store.read(variable));
    }
    Dataset data = batches.data();
    return new Checkpoint(
        state(),
        slots,
        run.position(),
        run.history(),
        new Inputs(data.sampleShape(), options.scaling(), data.classNames()),
        options.seed(),
        facts,
        options.configuration());
  }

  /** What a checkpoint holds besides the model: optimizer slots and counters. */
  private List<Variable> slots() {
    return model.variables().all().stream()
        .filter(variable -> variable.role() == Role.SLOT || variable.role() == Role.COUNTER)
        .toList();
  }

  private NonFiniteException failure() {
    String cause;
    try (Executable unshared = device.compileUnshared(graph, store)) {
      feed.inputs().forEach(unshared::write);
      cause = NonFiniteSearch.describe(unshared, store, feed.inputs());
    }
    String what =
        Double.isFinite(feed.loss()) ? "a gradient is not finite" : "the loss is " + feed.loss();
    String kept =
        directory == null ? "" : "; the last good checkpoint is kept in " + directory.path();
    long step = run.step() + 1;
    return new NonFiniteException(
        step,
        "step %d (epoch %d, batch %d): %s: %s; nothing of the step was written%s"
            .formatted(step, run.epoch(), run.batch() + 1, what, cause, kept));
  }

  @Override
  public void close() {
    evaluator.close();
    executable.close();
    store.close();
  }
}
