package org.gradus.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gradus.data.Augmentation;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.DeviceOptions;
import org.gradus.loss.Loss;
import org.gradus.nn.Layer;
import org.gradus.optim.Optimizer;
import org.gradus.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/** All that a training is told; see {@link TrainerBuilder} for the meaning of each. */
record TrainerOptions(
    Layer layer,
    Loss loss,
    Optimizer optimizer,
    Schedule schedule,
    Dataset train,
    @Nullable Dataset validation,
    @Nullable Dataset test,
    Scaling scaling,
    @Nullable Augmentation augmentation,
    int prefetch,
    int epochs,
    int batchSize,
    long seed,
    String device,
    DeviceOptions deviceOptions,
    Arithmetic arithmetic,
    @Nullable EarlyStopping earlyStopping,
    @Nullable Averaging averaging,
    Keep keep,
    List<Callback> callbacks,
    @Nullable Path directory,
    @Nullable Path resume,
    Map<String, String> configuration,
    double checkpointSeconds,
    BatchSource.Choice source,
    int chunk) {
  /** The batches that are trained on. */
  Batches batches() {
    Batches plain = Batches.training(train, scaling, batchSize, seed);
    return augmentation == null ? plain : plain.augmented(augmentation);
  }
}
