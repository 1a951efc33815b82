package org.gradus.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.gradus.bench.DeviceBench;
import org.gradus.bench.DevicePlan;
import org.gradus.bench.DeviceResult;
import org.gradus.bench.Part;
import org.gradus.bench.Surroundings;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Devices;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus bench device}: everything there is to measure of a device, in one go. */
final class BenchDeviceCommand implements Subcommand {
  private static final List<String> PARTS =
      Arrays.stream(Part.values()).map(Part::toString).toList();

  @Override
  public CommandSpec spec() {
    return Options.command(
            this,
            "Measures a device: the checks of every op on it, the speed of its memory and of its"
                + " largest matrix products, every kernel beside these, and whole trainings. Some"
                + " minutes. Exit status 1 if anything is wrong or could not be measured; the rest"
                + " is measured all the same.")
        .addOption(Options.value("--device", "auto|NAME", "What to measure; auto if not said."))
        .addOption(
            Options.value(
                "--only", "PARTS", "Of " + String.join(",", PARTS) + " these; all if not said."))
        .addOption(
            Options.value(
                "--families", "NAMES", "Of the kernels these families, as in the table's titles."))
        .addOption(Options.flag("--quick", "Tiny sizes: shows that all runs, and no speed."))
        .addOption(
            Options.value(
                "--data-dir",
                "DIR",
                "Train on MNIST's four files there; on digits that Gradus draws if not said."))
        .addOption(
            Options.value("--out", "DIR", "Write device.json and report.html to this folder."))
        .addOption(Options.value("--json", "FILE", "Write the results to this file, too."));
  }

  @Override
  public int run(Arguments arguments, Console console) throws IOException {
    DevicePlan options = options(arguments);
    ResultFiles files = new ResultFiles(arguments.path("--out"), arguments.path("--json"));
    DeviceInfo device = Devices.select(options.device()).info();
    String command = arguments.command("bench device");
    Surroundings now = Surroundings.now(command, device, Version.gradus(), options.quick());
    DeviceProgress progress = new DeviceProgress(console, files);
    DeviceBench bench = new DeviceBench(options, now, progress);
    files.prepare();
    console.out().printf("device %s: %s%n", device.id(), device.description());
    if (device.hardware().emulated()) {
      console.warn("this is the emulator: its times are the processor's, and none of a GPU");
    }
    progress.watch(bench);
    DeviceResult result = bench.run();
    new DeviceTables(console).print(result);
    files.write(result, console);
    files.paths().forEach(path -> console.out().println("written " + path));
    return result.failures().isEmpty() ? 0 : Errors.FAILED;
  }

  private static DevicePlan options(Arguments arguments) {
    String name = arguments.text("--device", "auto");
    DeviceChoice.check(name);
    try {
      return new DevicePlan(
          name,
          parts(arguments),
          families(arguments),
          arguments.has("--quick"),
          arguments.path("--data-dir"));
    } catch (IllegalArgumentException unknown) {
      throw new UsageException("--families: " + unknown.getMessage());
    }
  }

  private static Set<String> families(Arguments arguments) {
    String names = arguments.text("--families", "");
    return names.isEmpty() ? Set.of() : new TreeSet<>(List.of(names.split(",", -1)));
  }

  private static Set<Part> parts(Arguments arguments) {
    if (!arguments.has("--only")) {
      return EnumSet.allOf(Part.class);
    }
    List<String> names = List.of(arguments.text("--only", "").split(",", -1));
    for (String name : names) {
      if (!PARTS.contains(name)) {
        throw new UsageException(
            "--only must be some of %s, separated by commas; got %s"
                .formatted(String.join(", ", PARTS), name));
      }
    }
    return names.stream()
        .map(name -> Part.valueOf(name.toUpperCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }
}
