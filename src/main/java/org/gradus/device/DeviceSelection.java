package org.gradus.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A device that was chosen and is not yet open.
 *
 * @param backend whose device it is
 * @param index its index among the backend's devices
 * @param info the device
 * @param reason why it was chosen, for people
 */
public record DeviceSelection(Backend backend, int index, DeviceInfo info, String reason) {
  /** Opens the device, to compute as {@code options} say. */
  Device open(DeviceOptions options) {
    return backend.open(index, options);
  }

  /** The device of the highest rank; of backends that cannot have one the library stays closed. */
  static DeviceSelection auto(List<Backend> backends) {
    DeviceSelection best = null;
    for (Backend backend : backends) {
      if (best == null || backend.highestRank().compareTo(best.info.rank()) > 0) {
        best = better(best, backend);
      }
    }
    if (best == null) {
      throw new DeviceException("there is no device at all");
    }
    return best.with(reservations(backends, best.backend));
  }

  private static String reservations(List<Backend> backends, Backend taken) {
    return backends.stream()
        .filter(backend -> backend != taken && !backend.reservation().isEmpty())
        .map(backend -> "; not %s: %s".formatted(backend.name(), backend.reservation()))
        .collect(Collectors.joining());
  }

  private DeviceSelection with(String more) {
    return new DeviceSelection(backend, index, info, reason + more);
  }

  private static @Nullable DeviceSelection better(@Nullable DeviceSelection best, Backend backend) {
    DeviceSelection found = best;
    List<DeviceInfo> devices = backend.devices();
    for (int index = 0; index < devices.size(); index++) {
      DeviceInfo info = devices.get(index);
      if (found == null || info.rank().compareTo(found.info.rank()) > 0) {
        found = new DeviceSelection(backend, index, info, info.rank().reason());
      }
    }
    return found;
  }

  /** The device of {@code backend} that {@code name}, which begins with its name, means. */
  static DeviceSelection named(Backend backend, String name) {
    List<DeviceInfo> devices = backend.devices();
    if (devices.isEmpty()) {
      throw new DeviceException("device '%s' is not there: %s".formatted(name, backend.remedy()));
    }
    if (name.equals(backend.name())) {
      return selection(backend, devices, 0, name);
    }
    String wanted = name.substring(backend.name().length() + 1);
    List<Integer> matches = matches(devices, wanted);
    if (matches.isEmpty()) {
      throw new DeviceException(
          "device '%s' does not exist: there %s"
              .formatted(name, devices.size() == 1 ? "is " + ids(devices) : "are " + ids(devices)));
    }
    if (matches.size() > 1) {
      throw new DeviceException(
          "device '%s' could be any of %s"
              .formatted(name, ids(matches.stream().map(devices::get).toList())));
    }
    return selection(backend, devices, matches.getFirst(), name);
  }

  private static DeviceSelection selection(
      Backend backend, List<DeviceInfo> devices, int index, String name) {
    return new DeviceSelection(backend, index, devices.get(index), "asked for as " + name);
  }

  /** An index, or part of a description. */
  private static List<Integer> matches(List<DeviceInfo> devices, String wanted) {
    if (wanted.matches("\\d{1,9}")) {
      int index = Integer.parseInt(wanted);
      return index < devices.size() ? List.of(index) : List.of();
    }
    List<Integer> matches = new ArrayList<>();
    String part = wanted.toLowerCase(Locale.ROOT);
    for (int index = 0; index < devices.size(); index++) {
      String description = devices.get(index).description().toLowerCase(Locale.ROOT);
      if (!part.isBlank() && description.contains(part)) {
        matches.add(index);
      }
    }
    return matches;
  }

  private static String ids(List<DeviceInfo> devices) {
    return devices.stream()
        .map(device -> "%s (%s)".formatted(device.id(), device.description()))
        .collect(Collectors.joining(", "));
  }
}
