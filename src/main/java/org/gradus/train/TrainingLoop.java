package org.gradus.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.device.Debug;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.Footprint;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.nn.Model;
import org.gradus.nn.Scope;
import org.gradus.optim.GradScaler;
import org.gradus.schedule.Schedule;
import org.gradus.train.Checkpoint.Inputs;
import org.jspecify.annotations.Nullable;

/** The epochs of one training on one device. Nothing is allocated within a step. */
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
  private final VariableStore store;
  private final Executable executable;
  private final BatchSource.Steps steps;
  private final Metrics metrics;
  private final Chunk chunk;
  private final RateTable rates;
  private Schedule schedule;
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
    PrecisionCheck.require(device, options.arithmetic().precision());
    Intake intake = Intake.of(batches.data(), options.scaling());
    BatchSource source = BatchSource.of(options.source(), batches, intake, device.capabilities());
    if (Debug.tells(1)) {
      Debug.tell(
          "%s data: %s (%,d bytes, and it should hold at most %,d)"
              .formatted(
                  device.info().id(),
                  source.description(),
                  source.bytes(),
                  device.capabilities().dataBytes()));
    }
    Graph graph = step(source);
    store = device.allocate(model.variables());
    executable = device.compile(graph, store);
    run.takes(footprint(executable));
    steps = source.steps(executable, store);
    metrics = new Metrics(executable);
    chunk = new Chunk(options.chunk(), options.checkpointSeconds());
    schedule = options.schedule();
    for (Epoch epoch : run.history()) {
      schedule = schedule.after(epoch.judgedLoss());
    }
    rates = new RateTable(schedule, (long) batches.count() * options.epochs(), store);
    int largest = Math.max(batches.batchSize(), EVALUATION_BATCH);
    evaluator =
        new Evaluator(
            model, options.loss(), options.arithmetic().precision(), device, store, largest);
  }

  private Graph step(BatchInput source) {
    return TrainingStep.of(
        model, options.loss(), options.optimizer(), source, options.arithmetic());
  }

  private static Footprint footprint(Executable executable) {
    Footprint plan = executable.footprint();
    return new Footprint(plan.launches(), plan.bytes() + executable.plan().stateBytes());
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
    steps.startEpoch(run.step() - run.batch());
    long start = System.nanoTime() - (long) (run.seconds() / NANO);
    while (run.batch() < batches.count()) {
      long rated = rates.reach(run.step());
      runChunk(chunk.length(Math.min(rated, batches.count() - run.batch())), start);
      if ((System.nanoTime() - saved) * NANO > options.checkpointSeconds()) {
        save();
      }
    }
  }

  /**
   * Runs steps, and then tells of each.
   *
   * @param start when the epoch would have begun without interruptions, in nanoseconds
   */
  private void runChunk(int count, long start) {
    long before = System.nanoTime();
    steps.run(run.batch(), count);
    metrics.read();
    long now = System.nanoTime();
    chunk.took(count, now - before);
    int done = done(count);
    double told = run.seconds();
    double each = ((now - start) * NANO - told) / Math.max(1, done);
    for (int i = 1; i <= done; i++) {
      tell(told + i * each);
    }
    // Where the loss is scaled, the row of a step that was not begun yet says nothing.
    boolean stuck = options.arithmetic().scaler() == null ? done < count : done == 0;
    if (stuck && !metrics.isSkipped(run.step())) {
      throw failure();
    }
  }

  /** How many of the next {@code count} steps, which have been run, have changed something. */
  private int done(int count) {
    if (options.arithmetic().scaler() != null) {
      HostTensor steps = store.read(store.variables().get(Scope.STEP));
      return Math.toIntExact(steps.ints()[0] - run.step());
    }
    int done = 0;
    while (done < count && metrics.ok(run.step() + done)) {
      done++;
    }
    return done;
  }

  /** Tells of the next step, which is done already. */
  private void tell(double seconds) {
    long step = run.step();
    run.stepDone(metrics.loss(step), metrics.correct(step), seconds);
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
            run.samplesPerSecond(),
            lossScale());
    run.finishEpoch(epoch);
    schedule = schedule.after(epoch.judgedLoss());
    rates.follow(schedule);
    if (directory != null) {
      directory.writeMetrics(run.history());
      directory.writeModel(state());
    }
    save();
    options.callbacks().forEach(callback -> callback.onEpoch(run, epoch));
  }

  /** The scale as it stands, and what of the steps it has skipped falls into this epoch. */
  private @Nullable LossScale lossScale() {
    if (options.arithmetic().scaler() == null) {
      return null;
    }
    int before = run.history().stream().mapToInt(TrainingLoop::skipped).sum();
    HostTensor scale = store.read(store.variables().get(GradScaler.SCALE));
    HostTensor skipped = store.read(store.variables().get(GradScaler.SKIPPED_STEPS));
    return new LossScale(scale.get(0), skipped.ints()[0] - before);
  }

  private static int skipped(Epoch epoch) {
    LossScale scale = epoch.lossScale();
    return scale == null ? 0 : scale.skippedSteps();
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
    Intake intake = Intake.of(batches.data(), options.scaling());
    SingleBatch input = new SingleBatch(intake, batches.data().sampleShape(), batches.batchSize());
    Graph graph = step(input);
    String what;
    try (Executable unshared = device.compileUnshared(graph, store)) {
      what = NonFiniteSearch.describe(unshared, store, batches, run.batch());
    }
    String kept =
        directory == null ? "" : "; the last good checkpoint is kept in " + directory.path();
    long step = run.step() + 1;
    return new NonFiniteException(
        step,
        "step %d (epoch %d, batch %d): %s; nothing of the step was written%s"
            .formatted(step, run.epoch(), run.batch() + 1, what, kept));
  }

  @Override
  public void close() {
    evaluator.close();
    executable.close();
    store.close();
  }
}
