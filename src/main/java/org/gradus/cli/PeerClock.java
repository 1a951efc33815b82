package org.gradus.cli;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.gradus.train.Callback;
import org.gradus.train.TrainingRun;

/**
 * Times blocks of steps after a warm-up.
 *
 * <p>A step's time is from taking its batch out of the data to having its loss; what lies between
 * two epochs (shuffling, testing) is not in it.
 */
final class PeerClock implements Callback {
  private final int warmup;
  private final int blocks;
  private final int steps;
  private final List<Double> samplesPerSecond = new ArrayList<>();
  private double epochSeconds;
  private double blockSeconds;
  private double lastLoss;
  private long wallStart;
  private long busyStart;
  private double coresBusy;

  PeerClock(int warmup, int blocks, int steps) {
    this.warmup = warmup;
    this.blocks = blocks;
    this.steps = steps;
  }

  @Override
  public void onStep(TrainingRun run) {
    double before = run.batch() == 1 ? 0 : epochSeconds;
    epochSeconds = run.seconds();
    long timed = run.step() - warmup;
    if (timed == 0) {
      wallStart = System.nanoTime();
      busyStart = processorTime();
    }
    if (timed <= 0 || samplesPerSecond.size() == blocks) {
      return;
    }
    blockSeconds += epochSeconds - before;
    if (timed % steps == 0) {
      samplesPerSecond.add((double) steps * run.batchSize() / blockSeconds);
      blockSeconds = 0;
      lastLoss = run.loss();
      coresBusy =
          (double) (processorTime() - busyStart) / Math.max(1, System.nanoTime() - wallStart);
    }
  }

  private static long processorTime() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  /** Returns a figure for each block that is done. */
  List<Double> samplesPerSecond() {
    return List.copyOf(samplesPerSecond);
  }

  /** Returns the middle of the blocks' figures. */
  double median() {
    List<Double> sorted = samplesPerSecond.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Returns the loss of the last timed step. */
  double lastLoss() {
    return lastLoss;
  }

  /** Returns processor time over clock time while the blocks ran. */
  double coresBusy() {
    return coresBusy;
  }
}
