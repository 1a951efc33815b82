package org.gradus.train;

/** A step's loss or gradients were NaN or infinite; nothing of that step was written. */
public final class NonFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long step;
  private final String problem;
  private final boolean fromInput;

  NonFiniteException(long step, String problem, boolean fromInput) {
    super(fromInput ? problem : problem + "; a lower learning rate or clipping may help");
    this.step = step;
    this.problem = problem;
    this.fromInput = fromInput;
  }

  /** The step that failed, from 1. */
  public long step() {
    return step;
  }

  /** What went wrong and where: the message without a hint at what may help. */
  public String problem() {
    return problem;
  }

  /** Whether the batch itself held it, so that neither a lower rate nor clipping would help. */
  public boolean fromInput() {
    return fromInput;
  }
}
