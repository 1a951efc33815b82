package org.gradus.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.gradus.bench.BenchOptions;
import org.gradus.bench.KernelBench;
import org.gradus.bench.KernelJson;
import org.gradus.bench.KernelRow;
import org.gradus.bench.Provider;
import org.gradus.bench.Surroundings;
import org.gradus.device.DeviceInfo;
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
    BenchOptions options =
        new BenchOptions(arguments.text("--op", ""), Set.of(), arguments.has("--quick"));
    DeviceInfo device = Devices.select(name).info();
    console.out().printf("device %s: %s%n", device.id(), device.description());
    KernelProgress progress = new KernelProgress(console);
    Provider provider = Provider.of(name, DeviceChoice.options(arguments));
    KernelBench bench = new KernelBench(List.of(provider), device, options, progress);
    List<KernelRow> rows = rows(bench);
    new KernelTable(console).print(rows);
    if (file != null) {
      String command = arguments.command("bench kernels");
      Surroundings now = Surroundings.now(command, device, Version.gradus(), options.quick());
      AtomicFiles.write(file, KernelJson.text(now, bench.traffic(), rows));
    }
    return progress.failures() == 0 ? 0 : Errors.FAILED;
  }

  private static List<KernelRow> rows(KernelBench bench) {
    try {
      return bench.run();
    } catch (IllegalArgumentException unknown) {
      throw new UsageException("--op: " + unknown.getMessage());
    }
  }
}
