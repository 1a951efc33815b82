package org.gradus.op;

import java.util.List;

/**
 * What a user's own op must at least bring: a name and a shape rule.
 *
 * <p>A definition that also implements {@code org.gradus.grad.CustomGradient} can be
 * differentiated; one that implements a backend's kernel interface, such as {@code
 * org.gradus.cpu.CustomKernel}, runs there. Definitions are compared with {@code equals} when equal
 * expressions are shared, so make them records.
 */
public interface CustomOp {
  /** The word that stands for the op in plans and errors. */
  String name();

  /**
   * The outputs for these inputs.
   *
   * @throws ShapeException if they do not fit
   */
  List<TensorSpec> outputs(List<TensorSpec> inputs);
}
