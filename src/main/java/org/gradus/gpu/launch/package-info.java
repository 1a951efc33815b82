/**
 * Launches as data: which kernel of which program, over how many groups, with which arguments.
 *
 * <p>A {@link org.gradus.gpu.launch.Launch} names memory by {@link org.gradus.gpu.launch.Region}
 * before there is any; {@link org.gradus.gpu.launch.Traits} are what of a device decides about
 * launches, {@link org.gradus.gpu.launch.Program} and {@link org.gradus.gpu.launch.KernelLibrary}
 * say what is compiled. The package must know neither ops nor devices.
 */
@NullMarked
package org.gradus.gpu.launch;

import org.jspecify.annotations.NullMarked;
