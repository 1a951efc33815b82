/**
 * Measures every kernel of a device by the device's own clock, against a copy on the same device.
 *
 * <p>{@link org.gradus.bench.KernelCases} lists what is measured, {@link
 * org.gradus.bench.KernelBench} runs it and {@link org.gradus.bench.KernelRow} is what comes out.
 * The package knows devices by their door only, and nothing of training.
 */
@NullMarked
package org.gradus.bench;

import org.jspecify.annotations.NullMarked;
