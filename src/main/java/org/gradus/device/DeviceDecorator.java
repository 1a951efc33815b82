package org.gradus.device;

/**
 * What puts itself around every device that {@link Devices#open} opens while {@code GRADUS_CHECK}
 * is set; found through {@link java.util.ServiceLoader}.
 */
public interface DeviceDecorator {
  /** A device that does what {@code device} does, and looks at it; closing it closes both. */
  Device decorate(Device device);
}
