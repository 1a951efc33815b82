package org.gradus.optim;

import org.gradus.graph.Tensor;

/**
 * A gradient on its way to an optimizer, which reads it once.
 *
 * @param gradient of the flat parameters, as it is
 * @param scale a scalar that the optimizer multiplies it by
 * @param finite a U8 scalar, 1 if the gradient holds no NaN and no infinity
 */
public record GuardedGradient(Tensor gradient, Tensor scale, Tensor finite) {}
