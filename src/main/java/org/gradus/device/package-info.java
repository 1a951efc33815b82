/**
 * What Gradus asks of a device: open it, allocate variables, load a plan, run it.
 *
 * <p>A {@link org.gradus.device.Backend} is found through {@link java.util.ServiceLoader}; nothing
 * but its service file names it. This package knows plans, and no backend.
 */
@NullMarked
package org.gradus.device;

import org.jspecify.annotations.NullMarked;
