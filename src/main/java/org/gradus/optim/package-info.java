/**
 * Optimizers: settings, and the update they make of the flat parameter arena.
 *
 * <p>An {@link org.gradus.optim.Optimizer} declares its slots and appends one update node; how the
 * gradient is found and what else a step does is {@code train}'s affair. The package must not know
 * layers, data or devices.
 */
@NullMarked
package org.gradus.optim;

import org.jspecify.annotations.NullMarked;
