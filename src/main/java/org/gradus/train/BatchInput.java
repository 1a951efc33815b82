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
   * The flag that all updates of a step hang on.
   *
   * @param finite the flag that the step's own values are finite
   */
  default Tensor ok(Scope scope, Tensor finite) {
    return finite;
  }
}
