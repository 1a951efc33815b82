package org.gradus.nn;

import org.gradus.graph.Tensor;

/**
 * A function from tensor to tensor that may own parameters.
 *
 * <p>A layer holds settings only; its state lives in the model's variables, under the names its
 * {@link Scope} gives them. A lambda is a layer too, which is how layers are composed freely:
 *
 * <pre>{@code
 * Layer residual = (scope, x) -> x.add(scope.apply("inner", inner, x));
 * }</pre>
 */
@FunctionalInterface
public interface Layer {
  /**
   * Writes the layer into the scope's graph.
   *
   * @param x the input, batch axis first
   * @return the output, batch axis first
   * @throws org.gradus.op.ShapeException if {@code x} does not fit, naming the user's line
   */
  Tensor apply(Scope scope, Tensor x);

  /** The layer in a few words for model tables, such as {@code Dense(10)}. */
  default String description() {
    return "function";
  }
}
