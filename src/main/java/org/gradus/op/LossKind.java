package org.gradus.op;

import java.util.Locale;

/** The losses of single elements: of a prediction x and a target t. */
public enum LossKind {
  /** (x - t)^2. */
  SQUARED,
  /** |x - t|; at 0 its derivative is 0. */
  ABSOLUTE,
  /**
   * d^2 / 2 where |d| is at most p, else p (|d| - p / 2), with d = x - t; the op's parameter is p,
   * which must be positive (Huber, 1964).
   */
  HUBER,
  /**
   * -p t log sigmoid(x) - (1 - t) log(1 - sigmoid(x)) of a logit x and a probability t; the op's
   * parameter is p, the weight of what is true, which must be positive.
   */
  BINARY_CROSS_ENTROPY,
  /** t (log t - x) of a log-probability x and a probability t; 0 where t is 0, whatever x is. */
  KL_DIVERGENCE;

  /** Whether the op's parameter has a meaning, and must be positive. */
  public boolean hasParameter() {
    return this == HUBER || this == BINARY_CROSS_ENTROPY;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
