package org.gradus.nn;

/** What a model is written for. */
public enum Mode {
  /** Training: dropout drops, and batch norm uses and records the statistics of the batch. */
  TRAIN,
  /** Evaluation and prediction: dropout does nothing, batch norm uses its running statistics. */
  EVAL
}
