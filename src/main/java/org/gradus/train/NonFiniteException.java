package org.gradus.train;

/** A step's loss or gradients were NaN or infinite; nothing of that step was written. */
public final class NonFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long step;

  NonFiniteException(long step, String message) {
    super(message);
    this.step = step;
  }

  /** The step that failed, from 1. */
  public long step() {
    return step;
  }
}
