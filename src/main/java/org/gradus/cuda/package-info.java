/**
 * The CUDA device: what {@link org.gradus.gpu.Driver} asks for, through JCuda's driver API.
 *
 * <p>It finds NVIDIA's driver, opens a device's primary context, loads kernels that the build
 * compiled, moves memory on a stream of its own, and records launches as one CUDA graph that a run
 * replays. It must not know ops or plans beyond the launches it is given.
 */
@NullMarked
package org.gradus.cuda;

import org.jspecify.annotations.NullMarked;
