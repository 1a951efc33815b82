/**
 * Reverse-mode differentiation: {@link org.gradus.grad.Gradients} appends to a graph the nodes that
 * compute the gradients of a loss.
 *
 * <p>Each family of ops has one file of vector-Jacobian products. Ops whose gradient has no closed
 * form of its own are differentiated through their decomposition, which is why this package knows
 * {@code pass}. It knows no plan and no device.
 */
@NullMarked
package org.gradus.grad;

import org.jspecify.annotations.NullMarked;
