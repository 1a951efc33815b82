package org.gradus.bench;

/** Told of results as they come. */
public interface Watcher {
  /** Tells nobody. */
  Watcher NONE = new Watcher() {};

  /** A part of the benchmark begins. */
  default void begins(Part part) {}

  /** A check of an op is done. */
  default void checked() {}

  /** A kernel was measured; a product's share is not known yet. */
  default void measured(KernelRow row) {}

  /** A training was measured. */
  default void measured(TrainingRow row) {}

  /** Something could not be measured, or is wrong. */
  default void failed(Failure failure) {}
}
