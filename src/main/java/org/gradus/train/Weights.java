package org.gradus.train;

import java.util.Locale;

/** Whose weights an epoch was judged by. */
public enum Weights {
  /** Those that training goes on from. */
  TRAINED,
  /** An exponential moving average of them. */
  EMA,
  /** The average of the ends of some epochs. */
  SWA;

  /**
   * The weights of that word.
   *
   * @throws IllegalArgumentException if there are none
   */
  static Weights of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Their word: {@code trained}, {@code ema} or {@code swa}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
