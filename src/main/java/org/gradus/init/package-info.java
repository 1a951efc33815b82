/**
 * Initial values of parameters.
 *
 * <p>{@link org.gradus.init.Initializers} makes them, directly or by name. Random ones draw from a
 * Philox stream of the variable's name, so a new layer never changes the numbers of another. The
 * package must not know layers, optimizers or devices.
 */
@NullMarked
package org.gradus.init;

import org.jspecify.annotations.NullMarked;
