package org.gradus.cli;

import java.nio.file.Path;
import java.util.List;
import org.gradus.bench.BenchOptions;
import org.gradus.bench.KernelBench;
import org.gradus.bench.KernelJson;
import org.gradus.bench.KernelRow;
import org.gradus.bench.Surroundings;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.io.AtomicFiles;
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
        .addOption(DeviceChoice.gemm())
        .addOption(Options.flag("--quick", "Tiny sizes: shows that all runs, and no speed."))
        .addOption(Options.value("--json", "FILE", "Write every result to this file, too."));
  }

  @Override
  public int run(Arguments arguments, Console console) {
    String name = arguments.text("--device", "auto");
    DeviceChoice.check(name);
    Path file = arguments.path("--json");
    if (file != null) {
      Writable.require(file);
    }
    BenchOptions options = new BenchOptions(arguments.text("--op", ""), arguments.has("--quick"));
    try (Device device = Devices.plain(name, DeviceChoice.options(arguments))) {
      console.out().printf("device %s: %s%n", device.info().id(), device.info().description());
      KernelTable table = new KernelTable(console);
      KernelBench bench = new KernelBench(device, options, table::progress);
      List<KernelRow> rows = rows(bench);
      table.print(rows);
      if (file != null) {
        String command = arguments.command("bench kernels");
        Surroundings now =
            Surroundings.now(command, device.info(), Version.gradus(), options.quick());
        AtomicFiles.write(file, KernelJson.text(now, bench.traffic(), rows));
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
}
