package org.gradus.schedule;

/**
 * The learning rate as a function of the number of steps done before.
 *
 * <p>A lambda will do: {@code step -> 0.1 / (1 + 0.001 * step)}. A {@link Timetable} turns epochs
 * into the steps that schedules count in.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The learning rate of a step; positive or zero, and finite.
   *
   * @param step steps done before, from 0
   */
  double rate(long step);

  /**
   * The schedule that holds after an epoch. Most do not go by how the training does, and stay as
   * they are. A resumed training asks for it again with the losses of all epochs done, so that a
   * schedule needs no state but itself.
   *
   * @param loss the mean loss of the validation data, or of the training data where there is none
   */
  default Schedule after(double loss) {
    return this;
  }

  /**
   * This schedule, begun after a climb: steps 0 to {@code steps - 1} have 1, 2, ... {@code
   * steps}-ths of its first rate, and then it begins.
   *
   * @throws IllegalArgumentException if {@code steps} is negative
   */
  default Schedule warmedUp(long steps) {
    return steps == 0 ? this : new WarmUp(this, steps);
  }

  /**
   * The same rate always.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite
   */
  static Schedule constant(double rate) {
    return exponential(rate, 1, 1);
  }

  /**
   * A rate that falls smoothly by {@code factor} over each {@code steps} steps: rate
   * factor^(step/steps). It does not depend on how long the training is, so a longer run begins as
   * a shorter one does.
   *
   * @throws IllegalArgumentException if the rate is negative, {@code factor} is not in (0, 1] or
   *     {@code steps} is not positive
   */
  static Schedule exponential(double rate, double factor, long steps) {
    return new Exponential(rate, factor, steps, false);
  }

  /**
   * A rate that falls at once by {@code factor} after every {@code steps} steps: PyTorch's {@code
   * StepLR}.
   *
   * @throws IllegalArgumentException if the rate is negative, {@code factor} is not in (0, 1] or
   *     {@code steps} is not positive
   */
  static Schedule step(double rate, double factor, long steps) {
    return new Exponential(rate, factor, steps, true);
  }

  /**
   * A rate that reaches {@code end} after {@code steps} steps as the {@code power} of what is left
   * of them, and stays there: end + (rate - end) (1 - step/steps)^power. With {@code end} 0 it is
   * PyTorch's {@code PolynomialLR}; a power of 1 is a straight line.
   *
   * @throws IllegalArgumentException if a rate is negative or {@code steps} or {@code power} is not
   *     positive
   */
  static Schedule polynomial(double rate, double end, double power, long steps) {
    return new Polynomial(rate, end, power, steps);
  }

  /**
   * A rate that reaches {@code end} after {@code steps} steps on half a wave of the cosine, and
   * stays there: PyTorch's {@code CosineAnnealingLR} until its end.
   *
   * @throws IllegalArgumentException if a rate is negative or {@code steps} is not positive
   */
  static Schedule cosine(double rate, double end, long steps) {
    return new Cosine(rate, end, steps, 0);
  }

  /**
   * As {@link #cosine}, but after its end it begins again, each time {@code growth} times as long:
   * PyTorch's {@code CosineAnnealingWarmRestarts}.
   *
   * @param steps the first cycle's
   * @throws IllegalArgumentException if a rate is negative or {@code steps} or {@code growth} is
   *     not positive
   */
  static Schedule cosineRestarts(double rate, double end, long steps, int growth) {
    Rules.positive("growth", growth);
    return new Cosine(rate, end, steps, growth);
  }

  /**
   * One cycle: from a 25th of {@code rate} up to it within the first 0.3 of {@code steps} steps,
   * and down to a 250,000th, each on half a wave of the cosine. It is PyTorch's {@code OneCycleLR}
   * with its usual settings, but for momentum, which stays.
   *
   * <p>Source: Smith and Topin, "Super-Convergence", 2018.
   *
   * @param rate the highest
   * @throws IllegalArgumentException if the rate is negative or {@code steps} is below 4
   */
  static Schedule oneCycle(double rate, long steps) {
    return new OneCycle(rate, steps);
  }

  /**
   * A rate that is multiplied by {@code factor} when the loss has not become smaller, by a
   * ten-thousandth of the smallest, for more than {@code patience} epochs: PyTorch's {@code
   * ReduceLROnPlateau} with its usual settings.
   *
   * @throws IllegalArgumentException if the rate or {@code patience} is negative or {@code factor}
   *     is not in (0, 1)
   */
  static Schedule reduceOnPlateau(double rate, double factor, int patience) {
    return new Plateau(rate, factor, patience, Double.POSITIVE_INFINITY, 0);
  }
}
