package org.gradus.train;

/**
 * Stochastic weight averaging (Izmailov and others, 2018) with the semantics of PyTorch's {@code
 * swa_utils}: the equal average of the weights at the end of each epoch from {@code fromEpoch} on.
 * It is best with a learning rate that stays high, so that the weights wander around an optimum.
 *
 * @param fromEpoch the first epoch that counts, from 1
 */
public record Swa(int fromEpoch) implements Averaging {
  /** Checks the setting. */
  public Swa {
    Averaging.check(fromEpoch);
  }

  @Override
  public Weights weights() {
    return Weights.SWA;
  }
}
