/**
 * Losses: what training makes small, each a scalar of a model's outputs and the targets.
 *
 * <p>The package must not know layers, optimizers or devices.
 */
@NullMarked
package org.gradus.loss;

import org.jspecify.annotations.NullMarked;
