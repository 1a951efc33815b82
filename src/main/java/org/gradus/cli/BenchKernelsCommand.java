package org.gradus.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gradus.bench.BenchOptions;
import org.gradus.bench.KernelBench;
import org.gradus.bench.KernelRow;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.io.AtomicFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus bench kernels}: how fast each kernel is, by the device's own clock. */
final class BenchKernelsCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return Options.command(
            this,
            "Times every kernel of a device by the device's own clock, on sizes that no cache"
                + " holds: GB/s beside a copy on the same device, GFLOP/s beside its fastest"
                + " matrix product. Takes a few minutes.")
        .addOption(Options.value("--op", "NAME", "Measure this op alone."))
        .addOption(Options.value("--device", "auto|NAME", "What to measure; auto if not said."))
        .addOption(Options.flag("--quick", "Tiny sizes: shows that all runs, and no speed."))
        .addOption(Options.value("--json", "FILE", "Write every result to this file, too."));
  }

  @Override
  public int run(Arguments arguments, Console console) {
    String name = arguments.text("--device", "auto");
    DeviceChoice.check(name);
    Path file = arguments.path("--json");
    if (file != null) {
      refuseUnwritable(file);
    }
    BenchOptions options = new BenchOptions(arguments.text("--op", ""), arguments.has("--quick"));
    try (Device device = Devices.plain(name)) {
      console.out().printf("device %s: %s%n", device.info().id(), device.info().description());
      KernelTable table = new KernelTable(console);
      KernelBench bench = new KernelBench(device, options, table::progress);
      List<KernelRow> rows = rows(bench);
      table.print(rows);
      if (file != null) {
        KernelJson json =
            new KernelJson(device.info(), options, bench.traffic(), command(arguments));
        AtomicFiles.write(file, json.text(rows));
      }
    }
    return 0;
  }

  private static List<KernelRow> rows(KernelBench bench) {
    try {
      return bench.run();
    } catch (IllegalArgumentException unknown) {
      throw new UsageException("--op: " + unknown.getMessage());
    }
  }

  /** Fails before minutes of measuring rather than after them. */
  private static void refuseUnwritable(Path file) {
    @Nullable Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
      AtomicFiles.write(file, ""); // fails, and says why
    }
  }

  private static String command(Arguments arguments) {
    StringBuilder command = new StringBuilder("./gradus bench kernels");
    arguments
        .options()
        .forEach(
            (option, value) ->
                command.append(' ').append(option).append(value.equals("true") ? "" : " " + value));
    return command.toString();
  }
}
