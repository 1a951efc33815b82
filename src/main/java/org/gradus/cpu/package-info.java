/**
 * The CPU device: runs a plan with readable, multi-threaded Java, the same bits for any number of
 * threads.
 *
 * <p>It is the reference every other device is tested against. {@link org.gradus.cpu.Lowering}
 * makes a {@link org.gradus.cpu.Kernel} of each step, bound to its arrays: moves for any element
 * type, F32 arithmetic, and reference kernels in double for the rest. The loops over floats are in
 * {@link org.gradus.cpu.math}. The package must not know other devices, nor how a model or a
 * training run is made.
 */
@NullMarked
package org.gradus.cpu;

import org.jspecify.annotations.NullMarked;
