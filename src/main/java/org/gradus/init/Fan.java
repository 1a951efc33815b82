package org.gradus.init;

import org.gradus.graph.Variable;
import org.gradus.op.Shape;

/**
 * How many numbers a weight's unit reads and feeds, for weights laid out (out, ..., in).
 *
 * @param in numbers that one output is a sum over
 * @param out outputs that one input has a part in
 */
record Fan(long in, long out) {
  static Fan of(String initializer, Variable variable) {
    Shape shape = variable.spec().shape();
    if (shape.rank() < 2 || shape.size() == 0) {
      throw new IllegalArgumentException(
          "%s: needs a weight (out, ..., in): %s".formatted(initializer, variable));
    }
    return new Fan(shape.size() / shape.dim(0), shape.size() / shape.last());
  }
}
