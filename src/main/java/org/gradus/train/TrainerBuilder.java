package org.gradus.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gradus.data.Augmentation;
import org.gradus.data.DataSplit;
import org.gradus.data.Dataset;
import org.gradus.data.Partition;
import org.gradus.data.Scaling;
import org.gradus.device.DeviceOptions;
import org.gradus.loss.Loss;
import org.gradus.nn.Layer;
import org.gradus.optim.Adam;
import org.gradus.optim.GradScaler;
import org.gradus.optim.Optimizer;
import org.gradus.pass.Precision;
import org.gradus.schedule.Schedule;
import org.gradus.schedule.Timetable;
import org.jspecify.annotations.Nullable;

/** Collects what a training needs; everything but the training data has a usual value. */
public final class TrainerBuilder {
  private static final int UNSAID = -1;
  private static final int USUAL_PREFETCH = 2;

  private final Layer layer;
  private final List<Callback> callbacks = new ArrayList<>();
  private Loss loss = Loss.crossEntropy();
  private Optimizer optimizer = new Adam(0.001);
  private @Nullable Function<Timetable, Schedule> schedule;
  private @Nullable Dataset train;
  private @Nullable Dataset validation;
  private @Nullable Dataset test;
  private double validationSplit;
  private Partition partition = Partition.PLAIN;
  private Scaling.Kind scaling = Scaling.Kind.UNIT;
  private @Nullable Augmentation augmentation;
  private int prefetch = UNSAID;
  private int epochs = 1;
  private int batchSize = 128;
  private long seed = 1;
  private String device = "auto";
  private DeviceOptions deviceOptions = DeviceOptions.USUAL;
  private Precision precision = Precision.F32;
  private GradScaler scaler = GradScaler.USUAL;
  private @Nullable EarlyStopping earlyStopping;
  private @Nullable Averaging averaging;
  private Keep keep = Keep.NONE;
  private @Nullable Path directory;
  private @Nullable Path resume;
  private Map<String, String> configuration = Map.of();
  private double checkpointSeconds = 60;
  private BatchSource.Choice source = BatchSource.Choice.AUTOMATIC;
  private int chunk;

  TrainerBuilder(Layer layer) {
    this.layer = layer;
  }

  /** What the model learns from. */
  public TrainerBuilder train(Dataset data) {
    train = data;
    return this;
  }

  /** What the model learns from and is judged by. */
  public TrainerBuilder data(DataSplit data) {
    return train(data.train()).test(data.test());
  }

  /** What the model is judged by after each epoch, as the choice of settings goes by it. */
  public TrainerBuilder validation(Dataset data) {
    validation = data;
    return this;
  }

  /**
   * Takes a share of the training data, drawn by the seed, for validation; 0 takes none.
   *
   * @throws IllegalArgumentException if {@code share} is not in [0, 1)
   */
  public TrainerBuilder validationSplit(double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("validation split must be in [0, 1): " + share);
    }
    validationSplit = share;
    return this;
  }

  /** Takes it so that it has each class's share, or without a look at classes if not said. */
  public TrainerBuilder validationSplit(double share, Partition how) {
    partition = how;
    return validationSplit(share);
  }

  /** What the model is judged by after each epoch, and nothing is chosen by. */
  public TrainerBuilder test(Dataset data) {
    test = data;
    return this;
  }

  /** How raw values become inputs, fitted to the training part; {@code UNIT} if not said. */
  public TrainerBuilder scaling(Scaling.Kind kind) {
    scaling = kind;
    return this;
  }

  /**
   * Changes the pictures of the training data at random, others in each epoch; validation and test
   * stay as they are. Such data is fed to the device and not kept there.
   */
  public TrainerBuilder augmentation(Augmentation changes) {
    augmentation = changes;
    return this;
  }

  /**
   * How many batches a thread of its own fills ahead of the device, where the data does not lie
   * there; if not said 2 of augmented data, none of other. Results do not depend on it.
   *
   * @param ahead 0 for none: each batch is filled when it is needed
   * @throws IllegalArgumentException if it is negative
   */
  public TrainerBuilder prefetch(int ahead) {
    if (ahead < 0) {
      throw new IllegalArgumentException("prefetch must be 0 or more: " + ahead);
    }
    prefetch = ahead;
    return this;
  }

  /** What is made small; cross-entropy if not said. */
  public TrainerBuilder loss(Loss chosen) {
    loss = chosen;
    return this;
  }

  /** How parameters follow their gradient; Adam at rate 0.001 if not said. */
  public TrainerBuilder optimizer(Optimizer chosen) {
    optimizer = chosen;
    return this;
  }

  /** The learning rate of each step; the optimizer's own, constant, if not said. */
  public TrainerBuilder schedule(Schedule chosen) {
    return scheduleFor(timetable -> chosen);
  }

  /**
   * The learning rate of each step, made when it is known how many there are:
   *
   * <pre>{@code
   * .scheduleFor(time -> Schedule.cosine(0.1, 0, time.steps()).warmedUp(time.steps(0.5)))
   * }</pre>
   */
  public TrainerBuilder scheduleFor(Function<Timetable, Schedule> chosen) {
    schedule = chosen;
    return this;
  }

  /**
   * How often the training data is gone through, in all: a resumed run does what is left of it.
   *
   * @throws IllegalArgumentException if {@code count} is not positive
   */
  public TrainerBuilder epochs(int count) {
    epochs = positive("epochs", count);
    return this;
  }

  /**
   * Samples in a step, 128 if not said; the samples left over at the end of an epoch are not used
   * in it.
   *
   * @throws IllegalArgumentException if {@code size} is not positive
   */
  public TrainerBuilder batch(int size) {
    batchSize = positive("batch", size);
    return this;
  }

  /** What initial values, dropout, shuffling and the validation part are drawn from. */
  public TrainerBuilder seed(long number) {
    seed = number;
    return this;
  }

  /** The device by name, such as {@code cpu}; {@code auto} if not said. */
  public TrainerBuilder device(String name) {
    return device(name, DeviceOptions.USUAL);
  }

  /** The device by name, and how it is to compute. */
  public TrainerBuilder device(String name, DeviceOptions options) {
    device = name;
    deviceOptions = options;
    return this;
  }

  /** The numbers that steps and evaluations compute in; {@code F32} if not said. */
  public TrainerBuilder precision(Precision chosen) {
    precision = chosen;
    return this;
  }

  /** How the loss is scaled with {@code F16}; as PyTorch's is if not said. */
  public TrainerBuilder gradScaler(GradScaler chosen) {
    scaler = chosen;
    return this;
  }

  /** Ends the training when it gets no better on its validation data, and keeps the best epoch. */
  public TrainerBuilder earlyStopping(EarlyStopping chosen) {
    earlyStopping = chosen;
    return this;
  }

  /** Averages the weights; what epochs are judged by and what is left in the end is the average. */
  public TrainerBuilder averaging(Averaging chosen) {
    averaging = chosen;
    return this;
  }

  /** Which epochs' checkpoints stay in the run directory besides the last; none if not said. */
  public TrainerBuilder keep(Keep chosen) {
    keep = chosen;
    return this;
  }

  /** Told of what happens. Callbacks are called in the order they were given. */
  public TrainerBuilder callback(Callback callback) {
    callbacks.add(callback);
    return this;
  }

  /** Where metrics, model and checkpoints are written; nowhere if not said. */
  public TrainerBuilder directory(Path path) {
    directory = path;
    return this;
  }

  /**
   * Forgets folder, callbacks and what was to be gone on with: for a training that is only tried.
   */
  public TrainerBuilder unrecorded() {
    directory = null;
    resume = null;
    callbacks.clear();
    keep = Keep.NONE;
    return this;
  }

  /**
   * Goes on from the checkpoint in that run directory, which may be the one written to, or from a
   * checkpoint's file.
   */
  public TrainerBuilder resume(Path path) {
    resume = path;
    return this;
  }

  /** What is kept word for word in checkpoints, so that the model can be built again from it. */
  public TrainerBuilder configuration(Map<String, String> settings) {
    configuration = Map.copyOf(settings);
    return this;
  }

  /** Seconds after which a checkpoint is written even within an epoch; 60 if not said. */
  public TrainerBuilder checkpointSeconds(double seconds) {
    checkpointSeconds = seconds;
    return this;
  }

  /** Where the training data lies while it is trained on; results do not depend on it. */
  TrainerBuilder source(BatchSource.Choice choice) {
    source = choice;
    return this;
  }

  /**
   * Steps between two looks at what they came to, by the time if 0; results do not depend on it.
   */
  TrainerBuilder chunk(int steps) {
    chunk = steps;
    return this;
  }

  /**
   * The training as it was described.
   *
   * @throws IllegalStateException if there is no training data, or validation data besides a split,
   *     or none for what goes by it
   * @throws IllegalArgumentException if there are too few steps for the schedule, or too few epochs
   *     for averaging to begin
   * @throws org.gradus.io.DataException if the data cannot be split
   */
  public Trainer build() {
    Dataset learned = train;
    Dataset judged = validation;
    if (learned == null) {
      throw new IllegalStateException("there is no training data");
    }
    if (validationSplit > 0) {
      if (judged != null) {
        throw new IllegalStateException("there is validation data, so nothing can be split off");
      }
      DataSplit parts = partition.split(learned, validationSplit, seed);
      learned = parts.train();
      judged = parts.test();
    }
    needsValidation("early stopping goes", earlyStopping != null, judged);
    needsValidation("the best checkpoints go", keep.best() > 0, judged);
    if (!keep.equals(Keep.NONE) && directory == null) {
      throw new IllegalStateException(
          "checkpoints are kept in the run directory, and there is none: give directory(...)");
    }
    if (averaging != null && averaging.fromEpoch() > epochs) {
      throw new IllegalArgumentException(
          "averaging cannot begin with epoch %d: there are only %d"
              .formatted(averaging.fromEpoch(), epochs));
    }
    Timetable timetable = new Timetable(Math.max(1, learned.size() / batchSize), epochs);
    Schedule rates =
        schedule == null ? Schedule.constant(optimizer.lr()) : schedule.apply(timetable);
    return new Trainer(
        new TrainerOptions(
            layer,
            loss,
            optimizer,
            rates,
            learned,
            judged,
            test,
            Scaling.fit(scaling, learned),
            augmentation,
            prefetch == UNSAID ? (augmentation == null ? 0 : USUAL_PREFETCH) : prefetch,
            epochs,
            batchSize,
            seed,
            device,
            deviceOptions,
            Arithmetic.of(precision).with(scaler),
            earlyStopping,
            averaging,
            keep,
            List.copyOf(callbacks),
            directory,
            resume,
            configuration,
            checkpointSeconds,
            source,
            chunk));
  }

  private static void needsValidation(String what, boolean needed, @Nullable Dataset judged) {
    if (needed && judged == null) {
      throw new IllegalStateException(
          what
              + " by validation data, and there is none: give validation(...) or"
              + " validationSplit(...)");
    }
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
    return value;
  }
}
