package org.gradus.testing;

import org.gradus.device.Backend;
import org.gradus.device.Devices;

/** Whether tests can run on OpenCL here. */
public final class OpenClDevice {
  private OpenClDevice() {}

  /** Whether there is a device. */
  public static boolean isThere() {
    return !backend().devices().isEmpty();
  }

  /** Why there is none, for the message of a skipped test. */
  public static String remedy() {
    Backend backend = backend();
    return backend.devices().isEmpty() ? "no OpenCL device: " + backend.remedy() : "";
  }

  private static Backend backend() {
    return Devices.backends().stream()
        .filter(backend -> backend.name().equals("opencl"))
        .findFirst()
        .orElseThrow();
  }
}
