package org.gradus.gpu;

import org.gradus.device.DeviceException;

/** Ops without a kernel yet; goes away with the last of them. */
final class Missing {
  private Missing() {}

  static void kernel(StepCode code) {
    if (code.launches().isEmpty()) {
      throw new DeviceException("no kernel yet for step " + code.step());
    }
  }
}
