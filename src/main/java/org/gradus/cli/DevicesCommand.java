package org.gradus.cli;

import org.gradus.device.Backend;
import org.gradus.device.DeviceInfo;
import org.gradus.device.DeviceSelection;
import org.gradus.device.Devices;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus devices}: the devices {@code --device} can name. */
final class DevicesCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return Options.command(
        this,
        "Lists the devices that --device can name, by their names or as opencl:PART with part of"
            + " what is said about them, and which one 'auto' takes.");
  }

  @Override
  public int run(Arguments arguments, Console console) {
    for (Backend backend : Devices.backends()) {
      for (DeviceInfo device : backend.devices()) {
        console.out().printf("%-8s %s%n", device.id(), device.description());
      }
      if (backend.devices().isEmpty()) {
        console.out().printf("%-8s none: %s%n", backend.name(), backend.remedy());
      }
    }
    DeviceSelection choice = Devices.select("auto");
    console.out().printf("%-8s takes %s: %s%n", "auto", choice.info().id(), choice.reason());
    return 0;
  }
}
