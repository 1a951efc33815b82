package org.gradus.train;

import org.gradus.schedule.Schedule;

/**
 * An exponential moving average of the weights, moved after every step that changes them: average'
 * = average + r (weights - average).
 *
 * <p>After the first step of {@code fromEpoch} it is the weights themselves. From then on {@code r}
 * is 1 - decay as in PyTorch's {@code get_ema_multi_avg_fn}, where {@code isCorrected} is false;
 * the first weights then count for long: with a decay of 0.999 as much as all others together after
 * 700 steps. With correction the n-th step has r = (1 - decay) / (1 - decay^n), so that the first
 * weights count as any others of their age: Adam's way (Kingma and Ba, 2015).
 *
 * @param decay what the average keeps of itself, in (0, 1)
 * @param isCorrected whether its begin is corrected
 * @param fromEpoch the epoch, from 1, whose weights are the first in it
 */
public record Ema(double decay, boolean isCorrected, int fromEpoch) implements Averaging {
  /** Checks the settings. */
  public Ema {
    if (!(decay > 0 && decay < 1)) {
      throw new IllegalArgumentException("the decay of an average must be in (0, 1): " + decay);
    }
    Averaging.check(fromEpoch);
  }

  /** The same that begins as PyTorch's does. */
  public Ema uncorrected() {
    return new Ema(decay, false, fromEpoch);
  }

  /** The same that begins with another epoch. */
  public Ema from(int epoch) {
    return new Ema(decay, isCorrected, epoch);
  }

  @Override
  public Weights weights() {
    return Weights.EMA;
  }

  /** How far the average moves in each step of a training. */
  Schedule rates(int stepsAnEpoch) {
    long first = first(stepsAnEpoch);
    return step -> step < first ? 0 : rate(step - first + 1);
  }

  /** Steps before the first that is averaged. */
  long first(int stepsAnEpoch) {
    return (fromEpoch - 1L) * stepsAnEpoch;
  }

  private double rate(long n) {
    if (!isCorrected) {
      return n == 1 ? 1 : 1 - decay;
    }
    // 1 - decay^n by expm1, which is exact where decay is near 1
    return n == 1 ? 1 : (1 - decay) / -Math.expm1(n * Math.log(decay));
  }
}
