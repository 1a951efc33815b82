package org.gradus.gpu;

import org.gradus.gpu.launch.Region;

/** Which memory a region is. */
@FunctionalInterface
public interface Bindings {
  /** The memory that {@code region} names. */
  DeviceMemory memory(Region region);
}
