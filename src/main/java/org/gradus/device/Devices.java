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
        Comparator.comparing(Backend::highestRank).reversed().thenComparing(Backend::name));
    return backends;
  }

  /**
   * Opens the device {@code name}: {@code auto}, a backend such as {@code cpu}, or one of its
   * devices by index or part of its description, such as {@code opencl:1} or {@code opencl:pocl}.
   * While {@code GRADUS_CHECK} is set, each step it runs is checked.
   *
   * @throws DeviceException if there is no such device; what was asked for by name is never
   *     replaced by another
   */
  public static Device open(String name) {
    return open(name, DeviceOptions.USUAL);
  }

  /**
   * As {@link #open(String)}, to compute as {@code options} say.
   *
   * @throws DeviceException if there is no such device, or it cannot do what the options ask for
   */
  public static Device open(String name, DeviceOptions options) {
    Device device = plain(name, options);
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
    return plain(name, DeviceOptions.USUAL);
  }

  /**
   * As {@link #plain(String)}, to compute as {@code options} say.
   *
   * @throws DeviceException if there is no such device, or it cannot do what the options ask for
   */
  public static Device plain(String name, DeviceOptions options) {
    DeviceSelection selection = select(name);
    if (Debug.tells(1)) {
      Debug.tell(
          "device %s (%s): %s"
              .formatted(
                  selection.info().id(), selection.info().description(), selection.reason()));
    }
    return selection.open(options);
  }

  /**
   * The device that {@code name} means, which stays closed: see {@link #open}.
   *
   * @throws DeviceException if there is no such device
   */
  public static DeviceSelection select(String name) {
    List<Backend> backends = backends();
    if (name.equals("auto")) {
      return DeviceSelection.auto(backends);
    }
    String kind = name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
    for (Backend backend : backends) {
      if (backend.name().equals(kind)) {
        return DeviceSelection.named(backend, name);
      }
    }
    throw new DeviceException(
        "unknown device '%s': there are auto, %s"
            .formatted(
                name, backends.stream().map(Backend::name).collect(Collectors.joining(", "))));
  }
}
