/**
 * What CUDA and OpenCL share: a plan's steps become launches of hand-written kernels.
 *
 * <p>{@link org.gradus.gpu.Lowering} chooses for each step which kernels run, over how many groups
 * and with which arguments. The result is data, {@link org.gradus.gpu.Launch} with places that are
 * named by {@link org.gradus.gpu.Region}, so that it can be looked at and tested without a device.
 * A {@link org.gradus.gpu.Driver} is what a device's own library has to do: memory, copies, and
 * running a recorded list of launches. {@link org.gradus.gpu.GpuDevice} makes a device of one. The
 * package must not know JCuda, LWJGL, nor how a model or a training run is made.
 */
@NullMarked
package org.gradus.gpu;

import org.jspecify.annotations.NullMarked;
