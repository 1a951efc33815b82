/**
 * Counter-based random numbers: the same bits for the same (seed, stream, step, index) on every
 * device.
 *
 * <p>{@link org.gradus.random.Philox} is the definition every kernel repeats, {@link
 * org.gradus.random.RandomStream} draws from it one after another on the host, and {@link
 * org.gradus.random.Streams} turns names into stream ids. The package must not know tensors, graphs
 * or devices: it imports nothing of Gradus.
 */
@NullMarked
package org.gradus.random;

import org.jspecify.annotations.NullMarked;
