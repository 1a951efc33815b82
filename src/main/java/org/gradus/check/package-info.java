/**
 * Whether every op is right: one catalogue of cases, {@link org.gradus.check.OpCases}, and the
 * checks it drives - gradients against central differences, fused ops against their decompositions,
 * a device against the CPU's double arithmetic.
 *
 * <p>Bounds are computed, see {@link org.gradus.check.Tolerance}; a failure prints the seed that
 * repeats it. The package must not know how any device computes.
 */
@NullMarked
package org.gradus.check;

import org.jspecify.annotations.NullMarked;
