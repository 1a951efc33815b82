package org.gradus.cli;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.Backend;
import org.gradus.device.Devices;

/** The devices the command line can name. */
final class DeviceChoice {
  private DeviceChoice() {}

  /** Refuses a name that no device could have; one that is not there is refused on opening. */
  static void check(String name) {
    List<String> names = new ArrayList<>(List.of("auto"));
    Devices.backends().stream().map(Backend::name).sorted().forEach(names::add);
    String kind = name.replaceFirst(":.*", "");
    if (!names.contains(kind) || name.startsWith("auto:")) {
      throw new UsageException(
          "--device must be one of %s; got %s".formatted(String.join(", ", names), name));
    }
  }
}
