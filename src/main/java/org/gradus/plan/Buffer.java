package org.gradus.plan;

import org.gradus.op.TensorSpec;

/** A value of a plan: what it is and where it lies. */
public record Buffer(TensorSpec spec, Storage storage) {
  /** Whether the value is computed at all; an absent output is to be skipped. */
  public boolean isPresent() {
    return !(storage instanceof Storage.Absent);
  }

  /** Spec and place, such as {@code f32[32, 10] @4096}. */
  @Override
  public String toString() {
    return spec + " " + storage;
  }
}
