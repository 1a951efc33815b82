/**
 * How the steps of a plan become launches of hand-written kernels, a class for each family of ops.
 *
 * <p>{@link org.gradus.gpu.lowering.Lowering} is the door. Matrix products, for which there are
 * many kernels and tiles, have a model of their own that chooses: {@code ProductCandidates} lists
 * the ways, {@code ProductModel} says what each should take. Everything is decided from shapes,
 * types, places and {@link org.gradus.gpu.launch.Traits}; the package must know no device.
 */
@NullMarked
package org.gradus.gpu.lowering;

import org.jspecify.annotations.NullMarked;
