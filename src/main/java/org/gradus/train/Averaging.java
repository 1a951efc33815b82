package org.gradus.train;

/**
 * How weights are averaged while a model is trained. Epochs are judged by the average once it has
 * begun, and it is what is left of the training; training itself goes on from its own weights.
 *
 * <p>The average is kept on the device beside the weights, as one flat arena, and takes another two
 * times the memory of the parameters: itself, and a copy with statistics that fit it. Running
 * statistics of batch norm are not averaged. At the end of each epoch those of the average are
 * computed anew: the model with the averaged weights goes through the training data once, as in
 * training but in an order that stays the same, and each batch counts alike, as PyTorch's {@code
 * update_bn} has it. Models without such statistics are spared this.
 */
public sealed interface Averaging permits Ema, Swa {
  /** The epoch, from 1, whose weights are the first in the average. */
  int fromEpoch();

  /** What epochs are judged by once the average has begun. */
  Weights weights();

  /**
   * A moving average over all steps with bias correction: the weights of a step count {@code decay}
   * times as much as those of the step after it.
   *
   * @throws IllegalArgumentException if {@code decay} is not in (0, 1)
   */
  static Ema ema(double decay) {
    return new Ema(decay, true, 1);
  }

  /**
   * The equal average of the weights at the end of each epoch from {@code fromEpoch} on.
   *
   * @throws IllegalArgumentException if {@code fromEpoch} is below 1
   */
  static Swa swa(int fromEpoch) {
    return new Swa(fromEpoch);
  }

  /** Checks the first epoch. */
  static void check(int fromEpoch) {
    if (fromEpoch < 1) {
      throw new IllegalArgumentException(
          "the first epoch to average must be at least 1: " + fromEpoch);
    }
  }
}
