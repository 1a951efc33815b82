package org.gradus.graph;

import org.gradus.op.TensorSpec;

/**
 * Named state that outlives a run.
 *
 * @param name unique within a model, as PyTorch's {@code state_dict} would have it: {@code
 *     0.weight}
 * @param spec element type and shape
 * @param role what the state is for
 * @param initial how it is filled before training
 */
public record Variable(String name, TensorSpec spec, Role role, Initial initial) {
  /** What a variable is for, which decides where it lies and whether it is saved. */
  public enum Role {
    /** Trained by the optimizer; lies in the model's flat parameter arena. */
    PARAMETER,
    /** State of the model that is not trained, such as running statistics. */
    STATISTIC,
    /** State of the optimizer, such as moments. */
    SLOT,
    /** Counters of the run, such as the step. */
    COUNTER,
    /** Values the host refills, such as learning rates; not part of a checkpoint. */
    TABLE
  }

  /** Name and spec, such as {@code 0.weight f32[784, 256]}. */
  @Override
  public String toString() {
    return name + " " + spec;
  }
}
