package org.gradus.train;

import java.util.Map;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.device.Device;
import org.gradus.nn.Model;
import org.gradus.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/** The epochs of one training on one device. Nothing is allocated within a step. */
final class TrainingLoop implements AutoCloseable {
  private final TrainerOptions options;
  private final TrainingRun run;
  private final StepRunner steps;
  private final Judge judge;
  private final TrainingSession session;
  private final RunKeeper keeper;
  private Schedule schedule;

  TrainingLoop(
      TrainerOptions options,
      Device device,
      Model model,
      Batches batches,
      @Nullable RunDirectory directory,
      TrainingRun run,
      Map<String, String> facts) {
    this.options = options;
    this.run = run;
    PrecisionCheck.require(device, options.arithmetic().precision());
    steps = new StepRunner(options, device, model, batches);
    run.takes(steps.footprint());
    schedule = options.schedule();
    for (Epoch epoch : run.history()) {
      schedule = schedule.after(epoch.judgedLoss());
    }
    steps.follow(schedule);
    judge = new Judge(options, device, model, steps.store());
    session = new TrainingSession(options, device, model, steps.store(), judge);
    keeper = new RunKeeper(options, model, steps.store(), judge, directory, facts);
  }

  /** Fills the variables with their first values. */
  void initialize() {
    steps.store().initialize(options.seed());
  }

  /** Fills the variables from a checkpoint. */
  void restore(String source, Checkpoint checkpoint) {
    keeper.restore(source, checkpoint);
  }

  /** Trains all epochs that are left, unless a callback ends it before; returns what came of it. */
  ModelState train() {
    run.begin(session);
    keeper.begin(run);
    options.callbacks().forEach(callback -> callback.onStart(run));
    try {
      do {
        trainEpoch();
        finishEpoch();
      } while (run.epoch() <= options.epochs() && run.stopReason() == null);
    } catch (RuntimeException | Error failure) {
      options.callbacks().forEach(callback -> callback.onFailure(run, failure));
      throw failure;
    }
    return keeper.trained();
  }

  private void trainEpoch() {
    steps.startEpoch(run);
    while (run.batch() < run.batches()) {
      steps.run(run);
      keeper.saveNowAndThen(run);
    }
  }

  private void finishEpoch() {
    judge.epochDone(run);
    Epoch epoch =
        new Epoch(
            run.epoch(),
            run.meanLoss(),
            run.accuracy(),
            evaluate(options.validation()),
            evaluate(options.test()),
            run.seconds(),
            run.samplesPerSecond(),
            steps.lossScale(run.history()),
            schedule.rate(run.step() - 1),
            judge.weights());
    run.finishEpoch(epoch);
    schedule = schedule.after(epoch.judgedLoss());
    steps.follow(schedule);
    keeper.epochDone(run);
    options.callbacks().forEach(callback -> callback.onEpoch(run, epoch));
    if (run.givenReason() != null) {
      keeper.save(run); // so that the run is known to be finished
    }
  }

  private @Nullable Evaluation evaluate(@Nullable Dataset data) {
    return data == null ? null : judge.evaluate(data);
  }

  @Override
  public void close() {
    session.end();
    judge.close();
    steps.close();
  }
}
