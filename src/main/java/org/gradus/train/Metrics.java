package org.gradus.train;

import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.optim.GradScaler;
import org.gradus.plan.Buffer;

/**
 * What the last steps came to. The device keeps a row for each of them, which the host reads all at
 * once.
 */
final class Metrics {
  /** The column that is there where the loss is scaled. */
  private static final int SCALE = 3;

  private final Executable executable;
  private final Buffer place;
  private final HostTensor rows;
  private final int columns;

  /** What the steps that {@code executable} runs come to. */
  Metrics(Executable executable) {
    this.executable = executable;
    place = executable.plan().output(TrainingStep.METRICS);
    rows = HostTensor.allocate(place.spec());
    columns = place.spec().shape().dim(1);
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

  /**
   * Whether {@code step}, which has changed nothing, is to be taken again: its loss is finite, its
   * gradients were not, and the scale of the loss was not at its end.
   */
  boolean isSkipped(long step) {
    return columns > SCALE
        && Double.isFinite(loss(step))
        && get(step, SCALE) > (float) GradScaler.LEAST;
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
    return rows.get(row * columns + column);
  }
}
