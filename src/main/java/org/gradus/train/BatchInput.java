package org.gradus.train;

import org.gradus.graph.Tensor;
import org.gradus.nn.Scope;

/** How the batches of a training enter its graph. */
interface BatchInput {
  /** The scaled samples of a step, F32 with the batch axis first. */
  Tensor samples(Scope scope);

  /** Their labels, I32 (B). */
  Tensor labels(Scope scope);

  /**
   * The number of the step that the batch is for, an I32 scalar: the step counter, unless the host
   * says it with the batch. A step does nothing with a batch for another.
   */
  default Tensor number(Scope scope) {
    return scope.step();
  }
}
