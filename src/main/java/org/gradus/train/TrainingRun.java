package org.gradus.train;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Footprint;
import org.gradus.nn.Model;
import org.gradus.train.Checkpoint.Position;
import org.jspecify.annotations.Nullable;

/** Where a training stands, for callbacks. The numbers change from step to step. */
public final class TrainingRun {
  private final Model model;
  private final DeviceInfo device;
  private final Arithmetic arithmetic;
  private final int epochs;
  private final int batchSize;
  private final int batches;
  private final List<Epoch> history = new ArrayList<>();
  private Footprint footprint = new Footprint(0, 0);
  private int epoch = 1;
  private int batch;
  private long step;
  private double lossSum;
  private double correct;
  private double seconds;
  private double loss;
  private @Nullable TrainingSession session;
  private @Nullable EarlyStopping earlyStopping;
  private @Nullable String stopReason;

  TrainingRun(
      Model model,
      DeviceInfo device,
      Arithmetic arithmetic,
      int epochs,
      int batchSize,
      int batches) {
    this.model = model;
    this.device = device;
    this.arithmetic = arithmetic;
    this.epochs = epochs;
    this.batchSize = batchSize;
    this.batches = batches;
  }

  /** The model that is trained. */
  public Model model() {
    return model;
  }

  /** The device it is trained on. */
  public DeviceInfo device() {
    return device;
  }

  /** The numbers it computes in. */
  public Arithmetic arithmetic() {
    return arithmetic;
  }

  /**
   * What a step takes of the device: its launches, and the memory of its plan and all variables.
   */
  public Footprint footprint() {
    return footprint;
  }

  /** The step is ready to run, and takes so much. */
  void takes(Footprint step) {
    footprint = step;
  }

  /** The epochs to be done in all. */
  public int epochs() {
    return epochs;
  }

  /** The epoch under way, from 1; after the last one its number plus 1. */
  public int epoch() {
    return epoch;
  }

  /** Steps in an epoch. */
  public int batches() {
    return batches;
  }

  /** Steps done in this epoch. */
  public int batch() {
    return batch;
  }

  /** Samples in a step. */
  public int batchSize() {
    return batchSize;
  }

  /** Steps done in all. */
  public long step() {
    return step;
  }

  /** The loss of the last step. */
  public double loss() {
    return loss;
  }

  /** The mean loss of this epoch's steps. */
  public double meanLoss() {
    return lossSum / batch;
  }

  /** The share of right answers in this epoch's steps. */
  public double accuracy() {
    return correct / ((double) batch * batchSize);
  }

  /** Seconds this epoch has taken, evaluation not counted. */
  public double seconds() {
    return seconds;
  }

  /** Samples trained on in a second of this epoch. */
  public double samplesPerSecond() {
    return seconds > 0 ? (double) batch * batchSize / seconds : 0;
  }

  /** The epochs done, those before a resume among them. */
  public List<Epoch> history() {
    return List.copyOf(history);
  }

  /**
   * What the training holds on its device: the variables, and what judges them.
   *
   * @throws IllegalStateException if there is none, because a resumed run was finished already
   */
  public TrainingSession session() {
    if (session == null) {
      throw new IllegalStateException("nothing is trained: there is no session to look at");
    }
    return session;
  }

  /**
   * Ends the training after the epoch under way, which for {@link Callback#onEpoch} is the one just
   * done. The run is finished then, so that there is nothing to resume. The first of several
   * reasons counts.
   *
   * @param reason for people, such as {@code the loss has not fallen for 5 epochs}
   * @throws IllegalArgumentException if {@code reason} is blank
   */
  public void stop(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("a training is stopped for a reason, not for ''");
    }
    if (stopReason == null) {
      stopReason = reason;
    }
  }

  /** Why the training ends before its last epoch; null if it does not. */
  public @Nullable String stopReason() {
    return stopReason == null && earlyStopping != null
        ? earlyStopping.verdict(history)
        : stopReason;
  }

  /** The reason a callback has given; what else ends a training follows from its epochs. */
  @Nullable String givenReason() {
    return stopReason;
  }

  /** Ends when {@code chosen} says so. */
  void endBy(@Nullable EarlyStopping chosen) {
    earlyStopping = chosen;
  }

  /** The epoch whose weights the training has come to; 0 before the first. */
  public int bestEpoch() {
    Epoch best = earlyStopping == null ? null : earlyStopping.best(history);
    return best == null ? history.size() : best.epoch();
  }

  /** Whether the last epoch is the best so far. */
  boolean isBest() {
    return bestEpoch() == history.size();
  }

  /** The training is about to start: there is something to look at. */
  void begin(TrainingSession begun) {
    session = begun;
  }

  /** Whether all epochs are done, or no more are to be done. */
  boolean isFinished() {
    return epoch > epochs || (stopReason() != null && batch == 0);
  }

  /** Where in the epoch under way the training stands. */
  Position position() {
    return new Position(batch, lossSum, correct, seconds);
  }

  /** Goes on where a checkpoint was made. */
  void resume(Checkpoint checkpoint) {
    history.addAll(checkpoint.epochs());
    epoch = history.size() + 1;
    step = checkpoint.step();
    stopReason = checkpoint.stopReason();
    place(checkpoint.position());
  }

  void stepDone(double stepLoss, double right, double epochSeconds) {
    loss = stepLoss;
    lossSum += stepLoss;
    correct += right;
    seconds = epochSeconds;
    batch++;
    step++;
  }

  void finishEpoch(Epoch done) {
    history.add(done);
    epoch++;
    place(Position.START);
  }

  private void place(Position position) {
    batch = position.batch();
    lossSum = position.lossSum();
    correct = position.correct();
    seconds = position.seconds();
  }
}
