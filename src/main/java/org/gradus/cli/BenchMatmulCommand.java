package org.gradus.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gradus.bench.Failure;
import org.gradus.bench.MatmulBench;
import org.gradus.bench.MatmulCase;
import org.gradus.bench.MatmulJson;
import org.gradus.bench.MatmulRow;
import org.gradus.bench.Provider;
import org.gradus.bench.Surroundings;
import org.gradus.device.DeviceInfo;
import org.gradus.device.DeviceOptions;
import org.gradus.device.Devices;
import org.gradus.device.Gemm;
import org.gradus.io.AtomicFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus bench matmul}: how fast matrix products are, and beside cuBLAS's. */
final class BenchMatmulCommand implements Subcommand {
  private static final List<String> PROVIDERS = List.of(Gemm.OWN.word(), Gemm.CUBLAS.word());

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "Times matrix products by the device's own clock, on operands that no cache holds:"
                + " TFLOP/s, and which kernel and tile it was. With several providers they take"
                + " turns.");
    spec.addOption(Options.value("--device", "auto|NAME", "What to measure; auto if not said."));
    MatmulCases.options().forEach(spec::addOption);
    return spec.addOption(
            Options.value(
                "--provider",
                "NAMES",
                "Whose kernels, separated by commas: own, and cublas on CUDA devices. own if not"
                    + " said."))
        .addOption(Options.flag("--list", "Only list the products; needs no device."))
        .addOption(Options.flag("--quick", "Tiny sizes: shows that all runs, and no speed."))
        .addOption(Options.value("--json", "FILE", "Write every result to this file, too."));
  }

  @Override
  public int run(Arguments arguments, Console console) {
    List<MatmulCase> cases = MatmulCases.of(arguments);
    Path file = arguments.path("--json");
    if (file != null) {
      Writable.require(file);
    }
    if (arguments.has("--list")) {
      cases.forEach(each -> console.out().println((each + " " + each.label()).strip()));
      if (file != null) {
        AtomicFiles.write(file, MatmulJson.list(cases));
      }
      return 0;
    }
    return measure(arguments, cases, file, console);
  }

  private static int measure(
      Arguments arguments, List<MatmulCase> cases, @Nullable Path file, Console console) {
    String name = arguments.text("--device", "auto");
    DeviceChoice.check(name);
    List<Provider> providers = providers(arguments, name);
    DeviceInfo device = Devices.select(name).info();
    providers.forEach(each -> MatmulCases.require(each.device(), each.options(), cases));
    console.out().printf("device %s: %s%n", device.id(), device.description());
    MatmulBench bench = new MatmulBench(providers, device, arguments.has("--quick"));
    List<Failure> failures = new ArrayList<>();
    List<MatmulRow> rows = bench.run(cases, new MatmulTable(console, failures));
    if (file != null) {
      String command = arguments.command("bench matmul");
      Surroundings now =
          Surroundings.now(command, device, Version.gradus(), arguments.has("--quick"));
      AtomicFiles.write(file, MatmulJson.text(now, bench.traffic(), rows, failures));
    }
    return failures.isEmpty() ? 0 : Errors.FAILED;
  }

  private static List<Provider> providers(Arguments arguments, String device) {
    List<Provider> providers = new ArrayList<>();
    for (String word : arguments.text("--provider", Gemm.OWN.word()).split(",", -1)) {
      if (!PROVIDERS.contains(word)) {
        throw new UsageException(
            "--provider must be some of %s, separated by commas; got %s"
                .formatted(String.join(", ", PROVIDERS), word));
      }
      Provider provider = Provider.of(device, new DeviceOptions(Gemm.of(word)));
      if (providers.contains(provider)) {
        throw new UsageException("--provider names %s twice".formatted(word));
      }
      providers.add(provider);
    }
    return providers;
  }
}
