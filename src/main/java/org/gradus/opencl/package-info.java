/**
 * OpenCL devices, through LWJGL: the {@link org.gradus.gpu.Driver} that runs the portable kernels
 * wherever an OpenCL driver is installed, on GPUs and on CPUs.
 *
 * <p>{@link org.gradus.opencl.Loader} opens the library, {@link org.gradus.opencl.Installed} lists
 * devices, {@link org.gradus.opencl.Programs} builds kernels and keeps their binaries, and {@link
 * org.gradus.opencl.OpenClDriver} owns memory and the queue. The package must not know what a
 * kernel computes: which ones run, where and how often is decided in {@link org.gradus.gpu}.
 */
@NullMarked
package org.gradus.opencl;

import org.jspecify.annotations.NullMarked;
