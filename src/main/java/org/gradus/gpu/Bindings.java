package org.gradus.gpu;

/** Which memory a region is. */
@FunctionalInterface
public interface Bindings {
  /** The memory that {@code region} names. */
  DeviceMemory memory(Region region);
}
