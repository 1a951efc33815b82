package org.gradus.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.gradus.device.Footprint;
import org.gradus.pass.Precision;
import org.gradus.train.Callback;
import org.gradus.train.TrainingRun;

/**
 * Times blocks of steps after a warm-up.
 *
 * <p>A step's time is from taking its batch out of the data to having its loss; what lies between
 * two epochs (shuffling, testing) is not in it.
 */
public final class BlockClock implements Callback {
  private static final int FIRST = 3;
  private static final double NANO = 1e-9;

  /** Ends a training of which enough was seen. */
  static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1;

    Enough() {
      super("enough was measured");
    }
  }

  private final Pacing pacing;
  private final List<Double> firstLosses = new ArrayList<>();
  private final List<Double> stepTimes = new ArrayList<>();
  private Footprint footprint = new Footprint(0, 0);
  private long parameters;
  private int batch;
  private double epochSeconds;
  private boolean warm;
  private boolean enough;
  private long blockSteps;
  private double blockSeconds;
  private long timedSteps;
  private double timedSeconds;
  private double lastLoss;
  private long wallStart;
  private long busyStart;
  private double coresBusy;

  /** A clock that goes by {@code pacing}. */
  public BlockClock(Pacing pacing) {
    this.pacing = pacing;
  }

  @Override
  public void onStart(TrainingRun run) {
    footprint = run.footprint();
    parameters = run.model().parameterCount();
    batch = run.batchSize();
  }

  @Override
  public void onStep(TrainingRun run) {
    double before = run.batch() == 1 ? 0 : epochSeconds;
    epochSeconds = run.seconds();
    if (firstLosses.size() < FIRST) {
      firstLosses.add(run.loss());
    }
    blockSteps++;
    blockSeconds += epochSeconds - before;
    boolean epochEnds = run.batch() == run.batches();
    if (!warm) {
      warmUp(epochEnds);
    } else if (!enough && pacing.endsBlock(blockSteps, blockSeconds, epochEnds)) {
      lastLoss = run.loss();
      endBlock();
    }
  }

  private void warmUp(boolean epochEnds) {
    warm = pacing.isWarm(blockSteps, blockSeconds, epochEnds);
    if (warm) {
      blockSteps = 0;
      blockSeconds = 0;
      wallStart = System.nanoTime();
      busyStart = processorTime();
    }
  }

  private void endBlock() {
    stepTimes.add(blockSeconds / NANO / blockSteps);
    timedSteps += blockSteps;
    timedSeconds += blockSeconds;
    blockSteps = 0;
    blockSeconds = 0;
    coresBusy = (double) (processorTime() - busyStart) / Math.max(1, System.nanoTime() - wallStart);
    enough = pacing.isEnough(stepTimes.size(), timedSeconds);
    if (enough && pacing.stops()) {
      throw new Enough();
    }
  }

  private static long processorTime() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  /**
   * Returns what was measured of {@code job}, trained in {@code precision} and the usual mode.
   *
   * @throws IllegalStateException if no block was done
   */
  public TrainingRow row(Job job, Precision precision) {
    return row(job, precision, TrainingRow.DEFAULT);
  }

  /** As {@link #row(Job, Precision)}, trained in {@code mode}. */
  TrainingRow row(Job job, Precision precision, String mode) {
    if (stepTimes.isEmpty()) {
      throw new IllegalStateException("%s: no block of steps was done".formatted(job));
    }
    return new TrainingRow(
        job.toString(),
        precision.toString(),
        mode,
        batch,
        parameters,
        timedSteps,
        new Times(stepTimes),
        footprint.launches(),
        footprint.bytes(),
        firstLosses);
  }

  /** Returns a figure for each block that is done, in their order. */
  public List<Double> samplesPerSecond() {
    return stepTimes.stream().map(time -> batch / (time * NANO)).toList();
  }

  /** Returns the loss of the last timed step. */
  public double lastLoss() {
    return lastLoss;
  }

  /** Returns processor time over clock time while the blocks ran. */
  public double coresBusy() {
    return coresBusy;
  }
}
