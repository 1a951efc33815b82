package org.gradus.train;

import java.nio.file.Path;
import java.util.Map;
import org.gradus.data.Batches;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.nn.Layer;
import org.gradus.nn.Model;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model on a data set.
 *
 * <pre>{@code
 * TrainingResult result =
 *     Trainer.builder(new Sequential(new Flatten(), new Dense(256), relu, new Dense(10)))
 *         .data(digits)
 *         .optimizer(new Adam(0.001))
 *         .epochs(3)
 *         .build()
 *         .run();
 * }</pre>
 *
 * <p>The same settings, data and seed give the same bits on one device, whether a run was
 * interrupted and resumed or not.
 */
public final class Trainer {
  private final TrainerOptions options;

  Trainer(TrainerOptions options) {
    this.options = options;
  }

  /** A training of {@code layer}, to be described further. */
  public static TrainerBuilder builder(Layer layer) {
    return new TrainerBuilder(layer);
  }

  /**
   * Trains to the end.
   *
   * @throws NonFiniteException if a step's loss or gradients are NaN or infinite
   * @throws org.gradus.io.DataException if the run directory cannot be written or another training
   *     writes to it, or a checkpoint cannot be read or was made by another training
   * @throws org.gradus.device.DeviceException if the device is not there or fails
   * @throws org.gradus.op.ShapeException if model, data and loss do not fit together
   */
  public TrainingResult run() {
    Path source = options.resume();
    Checkpoint checkpoint = source == null ? null : Checkpoint.read(source);
    Model model = new Model(options.layer(), options.train().sampleShape(), options.seed());
    Batches batches = options.batches();
    Map<String, String> facts = Facts.of(options, model, batches);
    if (source != null && checkpoint != null) {
      checkpoint.requireSame(source, facts);
    }
    try (Device device = Devices.open(options.device(), options.deviceOptions())) {
      TrainingRun run =
          new TrainingRun(
              model,
              device.info(),
              options.arithmetic(),
              options.epochs(),
              batches.batchSize(),
              batches.count());
      run.endBy(options.earlyStopping());
      if (checkpoint != null) {
        run.resume(checkpoint);
      }
      return checkpoint != null && run.isFinished()
          ? end(run, checkpoint.trained(), true)
          : train(device, model, batches, run, facts, checkpoint);
    }
  }

  private TrainingResult end(TrainingRun run, ModelState state, boolean finishedBefore) {
    TrainingResult result =
        new TrainingResult(
            run.history(), run.device(), state, run.bestEpoch(), run.stopReason(), finishedBefore);
    options.callbacks().forEach(callback -> callback.onEnd(run, result));
    return result;
  }

  private TrainingResult train(
      Device device,
      Model model,
      Batches batches,
      TrainingRun run,
      Map<String, String> facts,
      @Nullable Checkpoint checkpoint) {
    try (RunDirectory directory = directory(checkpoint);
        TrainingLoop loop =
            new TrainingLoop(options, device, model, batches, directory, run, facts)) {
      if (checkpoint == null) {
        loop.initialize();
      } else {
        loop.restore(String.valueOf(options.resume()), checkpoint);
      }
      return end(run, loop.train(), false);
    }
  }

  private @Nullable RunDirectory directory(@Nullable Checkpoint checkpoint) {
    Path path = options.directory();
    Path source = options.resume();
    if (path == null) {
      return null;
    }
    return source != null && checkpoint != null && RunDirectory.same(path, source)
        ? RunDirectory.reopen(path, checkpoint)
        : RunDirectory.create(path);
  }
}
