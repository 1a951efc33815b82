/**
 * The CPU device's loops over runs of floats, and the threads that share them out: the matrix
 * product, elementwise functions, sums, optimizer steps and dropout.
 *
 * <p>{@link org.gradus.cpu.math.FloatKernels} is the door to two implementations that give the same
 * bits, one on the Vector API and one in plain Java; {@link org.gradus.cpu.math.Sgemm} is the
 * matrix product on them and {@link org.gradus.cpu.math.Workers} runs parallel sections. The
 * package knows arrays, offsets and lengths: it must not know tensors, plans or devices.
 */
@NullMarked
package org.gradus.cpu.math;

import org.jspecify.annotations.NullMarked;
