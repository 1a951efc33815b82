package org.gradus.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gradus.bench.MatmulCase;
import org.gradus.bench.Provider;
import org.gradus.bench.TuneBench;
import org.gradus.device.Device;
import org.gradus.device.DeviceInfo;
import org.gradus.device.DeviceOptions;
import org.gradus.device.Devices;
import org.gradus.device.Gemm;
import org.gradus.device.Tuning;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus tune}: measures which kernels multiply matrices fastest, for plans to go by. */
final class TuneCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "Measures which kernel, tile and slices multiply matrices fastest on a device, and"
                + " keeps that for all plans from then on with such products. It may change the"
                + " last bits of results; with equal tables they are equal. All sweeps in f32 and"
                + " bf16 take some minutes; what was found is kept after each product.");
    spec.addOption(Options.value("--device", "auto|NAME", "What to measure; auto if not said."));
    MatmulCases.options().forEach(spec::addOption);
    return spec.addOption(
            Options.flag(
                "--quick",
                "Tiny sizes: shows that all runs, and no speed; keeps nothing without --out."))
        .addOption(
            Options.value(
                "--out",
                "FILE",
                "Write the table to this file instead, for GRADUS_TUNED=FILE to name."));
  }

  @Override
  public int run(Arguments arguments, Console console) throws IOException {
    List<MatmulCase> cases = MatmulCases.ofAll(arguments);
    String name = arguments.text("--device", "auto");
    DeviceChoice.check(name);
    Path out = arguments.path("--out");
    if (out != null) {
      Writable.require(out);
    }
    DeviceOptions own = new DeviceOptions(Gemm.OWN);
    MatmulCases.require(name, own, cases);
    boolean quick = arguments.has("--quick");
    Provider provider = Provider.of(name, own);
    try (Device device = Devices.plain(name, own)) {
      DeviceInfo info = device.info();
      Tuning tuning = tuning(device);
      Path file = out != null ? out : quick ? null : place(tuning);
      console.out().printf("device %s: %s%n", info.id(), info.description());
      if (info.hardware().emulated()) {
        console.warn("this is the emulator: its times are the processor's, and none of a GPU");
      }
      TuneProgress progress = new TuneProgress(console, tuning, file);
      new TuneBench(provider, info, quick).run(cases, progress);
      progress.tellEnd();
      return progress.failures() == 0 ? 0 : Errors.FAILED;
    }
  }

  private static Tuning tuning(Device device) {
    Tuning tuning = device.tuning();
    if (tuning == null) {
      throw new CommandException(
          "device '%s' has but one way to multiply matrices: there is nothing to tune"
              .formatted(device.info().id()));
    }
    return tuning;
  }

  private static Path place(Tuning tuning) throws IOException {
    @Nullable Path place = tuning.place();
    if (place == null) {
      throw new CommandException(
          "no folder of the user's is known: set GRADUS_CACHE to one, or name a file by --out");
    }
    Path folder = place.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Writable.require(place);
    return place;
  }
}
