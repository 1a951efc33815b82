package org.gradus.device;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The choice of a device by the words users write. */
public final class Devices {
  private Devices() {}

  /** All backends, the most preferred first. */
  public static List<Backend> backends() {
    List<Backend> backends = new ArrayList<>();
    ServiceLoader.load(Backend.class).forEach(backends::add);
    backends.sort(
        Comparator.comparingInt(Backend::preference).reversed().thenComparing(Backend::name));
    return backends;
  }

  /**
   * Opens the device {@code name}: {@code auto}, a backend such as {@code cpu}, or one of its
   * devices such as {@code cuda:1}. While {@code GRADUS_CHECK} is set, each step it runs is
   * checked.
   *
   * @throws DeviceException if there is no such device; what was asked for by name is never
   *     replaced by another
   */
  public static Device open(String name) {
    Device device = plain(name);
    if (Debug.checks()) {
      for (DeviceDecorator decorator : ServiceLoader.load(DeviceDecorator.class)) {
        device = decorator.decorate(device);
      }
    }
    return device;
  }

  /**
   * As {@link #open}, with nothing around the device, whatever the environment says.
   *
   * @throws DeviceException if there is no such device
   */
  public static Device plain(String name) {
    List<Backend> backends = backends();
    if (name.equals("auto")) {
      for (Backend backend : backends) {
        if (!backend.devices().isEmpty()) {
          return backend.open(0);
        }
      }
      throw new DeviceException("there is no device at all");
    }
    String kind = name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
    for (Backend backend : backends) {
      if (backend.name().equals(kind)) {
        return open(backend, name);
      }
    }
    throw new DeviceException(
        "unknown device '%s': there are auto, %s"
            .formatted(
                name, backends.stream().map(Backend::name).collect(Collectors.joining(", "))));
  }

  private static Device open(Backend backend, String name) {
    List<DeviceInfo> devices = backend.devices();
    if (devices.isEmpty()) {
      throw new DeviceException("device '%s' is not there: %s".formatted(name, backend.remedy()));
    }
    for (int index = 0; index < devices.size(); index++) {
      boolean first = index == 0 && name.equals(backend.name());
      if (first || name.equals(backend.name() + ":" + index)) {
        return backend.open(index);
      }
    }
    throw new DeviceException(
        "device '%s' does not exist: there are %s"
            .formatted(
                name, devices.stream().map(DeviceInfo::id).collect(Collectors.joining(", "))));
  }
}
