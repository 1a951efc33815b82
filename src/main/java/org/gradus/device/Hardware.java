package org.gradus.device;

/**
 * What a measurement of a device has to name.
 *
 * @param model the device's model, such as {@code NVIDIA H200}; empty where it is not known
 * @param driver the version of its driver; empty where there is none
 * @param cacheBytes its largest cache, 0 where it is not known
 * @param emulated whether another device only plays its part, so that times on it are not its own
 */
public record Hardware(String model, String driver, long cacheBytes, boolean emulated) {
  /** Nothing is known of it. */
  public static final Hardware UNKNOWN = new Hardware("", "", 0, false);
}
