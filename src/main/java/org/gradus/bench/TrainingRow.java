package org.gradus.bench;

import java.util.List;

/**
 * What was measured of one training.
 *
 * @param job as in {@link Job}
 * @param precision what the arithmetic is done in, as {@code --precision} names it
 * @param mode how steps are run, where there are several ways
 * @param batch samples of a step
 * @param parameters numbers that are trained
 * @param steps steps that were timed
 * @param perStep a step's time, once for each timed block
 * @param launches kernels that a step launches; on the CPU, loops that it calls
 * @param deviceBytes memory of the step's plan and of all variables: weights, slots of the
 *     optimizer, and the data set where the device holds it
 * @param firstLosses the losses of the first three steps
 */
public record TrainingRow(
    String job,
    String precision,
    String mode,
    int batch,
    long parameters,
    long steps,
    Times perStep,
    int launches,
    long deviceBytes,
    List<Double> firstLosses) {
  /** What users get who ask for nothing else. */
  static final String DEFAULT = "default";

  private static final double NANO = 1e-9;

  /** Keeps an unmodifiable copy. */
  public TrainingRow {
    firstLosses = List.copyOf(firstLosses);
  }

  /** Returns the median of samples in a second. */
  public double samplesPerSecond() {
    return batch / (perStep.median() * NANO);
  }
}
