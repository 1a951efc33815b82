package org.gradus.cli;

import java.util.Set;
import org.gradus.check.CheckOptions;
import org.gradus.check.CheckRunner;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus check}: whether every op computes what it should, and its gradient too. */
final class CheckCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return Options.command(
            this,
            "Checks every op: its gradient against central differences in double precision on the"
                + " CPU, fused ops against their parts, and the device against the CPU. Exit status"
                + " 1 if anything is out of its bound.")
        .addOption(Options.value("--op", "NAME", "Check this op alone."))
        .addOption(Options.value("--device", "auto|NAME", "What to check; auto if not said."))
        .addOption(DeviceChoice.gemm())
        .addOption(Options.flag("--quick", "Leave out the big cases and the rarer element types."))
        .addOption(
            Options.value(
                "--seed",
                "N",
                "Draws shapes and values; %d if not said.".formatted(CheckOptions.SEED)))
        .addOption(Options.value("--json", "FILE", "Write every result to this file, too."));
  }

  @Override
  public int run(Arguments arguments, Console console) {
    String device = arguments.text("--device", "auto");
    DeviceChoice.check(device);
    CheckOptions options =
        new CheckOptions(
            arguments.text("--op", ""),
            arguments.has("--quick"),
            arguments.whole("--seed", CheckOptions.SEED));
    CheckTable table = new CheckTable(console);
    try (Device checked = Devices.open(device, DeviceChoice.options(arguments));
        Device reference = Devices.open("cpu")) {
      console.out().printf("device %s, seed %d%n", checked.info().id(), options.seed());
      Set<String> left = check(checked, reference, options, table);
      table.print();
      left.forEach(each -> console.out().println("not checked: " + each));
      if (arguments.has("--json")) {
        String file = arguments.text("--json", "");
        CheckJson.write(Arguments.path("--json", file), checked.info().id(), options, table.rows());
      }
    }
    console.out().println(table.lastLine());
    return table.failed() == 0 ? 0 : Errors.FAILED;
  }

  private static Set<String> check(
      Device checked, Device reference, CheckOptions options, CheckTable table) {
    CheckRunner runner = new CheckRunner(checked, reference, options, table::add);
    try {
      runner.run();
      return runner.left();
    } catch (IllegalArgumentException unknown) {
      throw new UsageException("--op: " + unknown.getMessage());
    }
  }
}
