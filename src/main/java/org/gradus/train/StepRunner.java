package org.gradus.train;

import java.util.List;
import org.gradus.data.Batches;
import org.gradus.device.Debug;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.Footprint;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.nn.Model;
import org.gradus.nn.Scope;
import org.gradus.optim.GradScaler;
import org.gradus.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/** Runs the steps of a training on its device, some at a time, and tells of each. */
final class StepRunner implements AutoCloseable {
  private static final double NANO = 1e-9;

  private final TrainerOptions options;
  private final Device device;
  private final Model model;
  private final Batches batches;
  private final VariableStore store;
  private final Executable executable;
  private final BatchSource.Steps steps;
  private final Metrics metrics;
  private final Chunk chunk;
  private final RateTable rates;
  private final @Nullable RateTable averageRates;
  private long begun; // when the epoch would have begun without interruptions, in nanoseconds

  /** Compiles the step and allocates all variables of the training. */
  StepRunner(TrainerOptions options, Device device, Model model, Batches batches) {
    this.options = options;
    this.device = device;
    this.model = model;
    this.batches = batches;
    Intake intake = Intake.of(batches.data(), options.scaling());
    BatchSource source =
        BatchSource.of(
            options.source(), batches, intake, device.capabilities(), options.prefetch());
    if (Debug.tells(1)) {
      Debug.tell(
          "%s data: %s (%,d bytes, and it should hold at most %,d)"
              .formatted(
                  device.info().id(),
                  source.description(),
                  source.bytes(),
                  device.capabilities().dataBytes()));
    }
    Graph graph = graph(source);
    store = device.allocate(model.variables());
    executable = device.compile(graph, store);
    steps = source.steps(executable, store);
    metrics = new Metrics(executable);
    chunk = new Chunk(options.chunk(), options.checkpointSeconds());
    long all = (long) batches.count() * options.epochs();
    rates = new RateTable(TrainingStep.RATES, options.schedule(), all, store);
    averageRates =
        options.averaging() instanceof Ema ema
            ? new RateTable(ParameterAverage.RATES, ema.rates(batches.count()), all, store)
            : null;
  }

  private Graph graph(BatchInput source) {
    return TrainingStep.of(
        model,
        options.loss(),
        options.optimizer(),
        source,
        options.arithmetic(),
        options.averaging());
  }

  /** The variables. */
  VariableStore store() {
    return store;
  }

  /** What a step takes of the device, all variables counted. */
  Footprint footprint() {
    Footprint plan = executable.footprint();
    return new Footprint(plan.launches(), plan.bytes() + executable.plan().stateBytes());
  }

  /** Goes by another schedule from the next step on. */
  void follow(Schedule schedule) {
    rates.follow(schedule);
  }

  /** Makes ready for what is left of the epoch that {@code run} is in. */
  void startEpoch(TrainingRun run) {
    steps.pause();
    batches.startEpoch(run.epoch());
    steps.startEpoch(run.step() - run.batch());
    begun = System.nanoTime() - (long) (run.seconds() / NANO);
  }

  /**
   * Runs the next steps of the epoch, and then tells {@code run} and the callbacks of each.
   *
   * @throws NonFiniteException if one of them has changed nothing, for good
   */
  void run(TrainingRun run) {
    int count = chunk.length(Math.min(reach(run.step()), batches.count() - run.batch()));
    long before = System.nanoTime();
    steps.run(run.batch(), count);
    metrics.read();
    long now = System.nanoTime();
    chunk.took(count, now - before);
    int done = done(run, count);
    double told = run.seconds();
    double each = ((now - begun) * NANO - told) / Math.max(1, done);
    for (int i = 1; i <= done; i++) {
      tell(run, told + i * each);
    }
    // Where the loss is scaled, the row of a step that was not begun yet says nothing.
    boolean stuck = options.arithmetic().scaler() == null ? done < count : done == 0;
    if (stuck && !metrics.isSkipped(run.step())) {
      throw failure(run);
    }
  }

  /** How many steps from this one on the device knows the rates of. */
  private long reach(long step) {
    long known = rates.reach(step);
    return averageRates == null ? known : Math.min(known, averageRates.reach(step));
  }

  /** How many of the next {@code count} steps, which have been run, have changed something. */
  private int done(TrainingRun run, int count) {
    if (options.arithmetic().scaler() != null) {
      HostTensor counted = store.read(store.variables().get(Scope.STEP));
      return Math.toIntExact(counted.ints()[0] - run.step());
    }
    int done = 0;
    while (done < count && metrics.ok(run.step() + done)) {
      done++;
    }
    return done;
  }

  /** Tells of the next step, which is done already. */
  private void tell(TrainingRun run, double seconds) {
    long step = run.step();
    run.stepDone(metrics.loss(step), metrics.correct(step), seconds);
    for (int i = 0; i < options.callbacks().size(); i++) {
      options.callbacks().get(i).onStep(run);
    }
  }

  /**
   * The scale of the loss as it stands, and what of the steps it has skipped does not belong to
   * {@code history}; null where it is not scaled.
   */
  @Nullable LossScale lossScale(List<Epoch> history) {
    if (options.arithmetic().scaler() == null) {
      return null;
    }
    int before = history.stream().mapToInt(StepRunner::skipped).sum();
    HostTensor scale = store.read(store.variables().get(GradScaler.SCALE));
    HostTensor skipped = store.read(store.variables().get(GradScaler.SKIPPED_STEPS));
    return new LossScale(scale.get(0), skipped.ints()[0] - before);
  }

  private static int skipped(Epoch epoch) {
    LossScale scale = epoch.lossScale();
    return scale == null ? 0 : scale.skippedSteps();
  }

  private NonFiniteException failure(TrainingRun run) {
    Intake intake = Intake.of(batches.data(), options.scaling());
    SingleBatch input = new SingleBatch(intake, batches.data().sampleShape(), batches.batchSize());
    Graph graph = graph(input);
    NonFiniteSearch.Found found;
    try (Executable unshared = device.compileUnshared(graph, store)) {
      found = NonFiniteSearch.describe(unshared, store, batches, run.batch());
    }
    String kept =
        options.directory() == null
            ? ""
            : "; the last good checkpoint is kept in " + options.directory();
    long step = run.step() + 1;
    return new NonFiniteException(
        step,
        "step %d (epoch %d, batch %d): %s; nothing of the step was written%s"
            .formatted(step, run.epoch(), run.batch() + 1, found.words(), kept),
        found.fromInput());
  }

  @Override
  public void close() {
    steps.close();
    executable.close();
    store.close();
  }
}
