/**
 * What CUDA and OpenCL share: a device, its variables and its plans, made of a driver.
 *
 * <p>{@link org.gradus.gpu.lowering.Lowering} makes a plan's steps into {@linkplain
 * org.gradus.gpu.launch.Launch launches}, which can be looked at and tested without a device. A
 * {@link org.gradus.gpu.Driver} is what a device's own library has to do: memory, copies, and
 * running a recorded list of launches. {@link org.gradus.gpu.GpuDevice} makes a device of one. The
 * package must not know JCuda, LWJGL, nor how a model or a training run is made.
 */
@NullMarked
package org.gradus.gpu;

import org.jspecify.annotations.NullMarked;
