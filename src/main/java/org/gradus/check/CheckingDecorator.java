package org.gradus.check;

import org.gradus.device.Debug;
import org.gradus.device.Device;
import org.gradus.device.DeviceDecorator;
import org.gradus.device.Devices;

/** Puts a {@link CheckingDevice} around every device; found by its service file. */
public final class CheckingDecorator implements DeviceDecorator {
  /** For {@link java.util.ServiceLoader}. */
  public CheckingDecorator() {}

  @Override
  public Device decorate(Device device) {
    return new CheckingDevice(device, Devices.plain("cpu"), Debug::tell);
  }
}
