package org.gradus.train;

import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.plan.Buffer;

/**
 * What the last steps came to. The device keeps a row for each of them, which the host reads all at
 * once.
 */
final class Metrics {
  private final Executable executable;
  private final Buffer place;
  private final HostTensor rows;

  /** What the steps that {@code executable} runs come to. */
  Metrics(Executable executable) {
    this.executable = executable;
    place = executable.plan().output(TrainingStep.METRICS);
    rows = HostTensor.allocate(place.spec());
  }

  /**
   * Waits for the steps under way and reads what they came to.
   *
   * @throws org.gradus.device.DeviceException if one of them met an index out of range
   */
  void read() {
    executable.read(place, rows);
  }

  /** Whether {@code step}, counted from 0 and one of the last, has changed anything. */
  boolean ok(long step) {
    return get(step, 2) != 0;
  }

  /** The mean loss of {@code step}. */
  double loss(long step) {
    return get(step, 0);
  }

  /** The right answers in {@code step}. */
  double correct(long step) {
    return get(step, 1);
  }

  private double get(long step, int column) {
    int row = (int) (step % TrainingStep.METRICS_ROWS);
    return rows.get(row * TrainingStep.METRICS_COLUMNS + column);
  }
}
