package org.gradus.device;

import java.util.List;

/** A kind of device, such as {@code cpu}; found through {@link java.util.ServiceLoader}. */
public interface Backend {
  /** The word users choose the backend by. */
  String name();

  /**
   * What {@code auto} prefers: the backend with the largest number that has a device. The CPU is 0.
   */
  int preference();

  /** The devices of this kind that are there, by index; never fails. */
  List<DeviceInfo> devices();

  /** Why there is no device and what to do about it, if {@link #devices} is empty; else empty. */
  String remedy();

  /**
   * Opens the device at {@code index} of {@link #devices}.
   *
   * @throws DeviceException if it cannot be opened
   */
  Device open(int index);
}
