/**
 * Measures devices: kernels by the device's own clock beside a copy, what bounds them, and whole
 * trainings.
 *
 * <p>{@link org.gradus.bench.KernelCases} lists which kernels, {@link org.gradus.bench.Job} which
 * trainings. {@link org.gradus.bench.DeviceBench} measures all of it, {@link
 * org.gradus.bench.KernelBench} kernels alone, and rows are what comes out. The package trains
 * through the trainer and knows devices by their door only.
 */
@NullMarked
package org.gradus.bench;

import org.jspecify.annotations.NullMarked;
