package org.gradus.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gradus.bench.HostJson;
import org.gradus.bench.Surroundings;
import org.gradus.device.Backend;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.io.AtomicFiles;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code gradus bench host}: the JMH benchmarks, which a checkout builds when they are old. */
final class BenchHostCommand implements Subcommand {
  private static final List<String> JVM_FLAGS =
      List.of(
          "--add-modules=jdk.incubator.vector",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /** Where the launcher of a bundle says native libraries are. */
  private static final List<String> NATIVE =
      List.of("java.library.path", "org.lwjgl.librarypath", "gradus.native");

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "Runs the JMH benchmarks of the host's code and the CPU device. What follows '--' is"
                + " JMH's own command line: parts of benchmarks' names, and its options. '-- -l'"
                + " lists the benchmarks; '-- StepBuildBenchmark.graph -f 1 -i 1' runs one,"
                + " briefly.");
    spec.addOption(Options.value("--json", "FILE", "Write every result to this file, too."));
    spec.addPositional(
        PositionalParamSpec.builder()
            .type(List.class)
            .auxiliaryTypes(String.class)
            .index("0..*")
            .arity("0..*")
            .paramLabel("JMH")
            .description("Names and options for JMH.")
            .build());
    return spec;
  }

  @Override
  public int run(Arguments arguments, Console console) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(jmh(console));
    List<String> words = arguments.positionals();
    command.addAll(words);
    if (words.stream().noneMatch(word -> word.startsWith("device="))) {
      command.addAll(List.of("-p", "device=" + String.join(",", devices())));
    }
    Path file = arguments.path("--json");
    if (file == null) {
      return Child.await(new ProcessBuilder(command).inheritIO());
    }
    Writable.require(file);
    Path raw = Files.createTempFile("gradus-jmh-", ".json");
    try {
      command.addAll(List.of("-rf", "json", "-rff", raw.toString()));
      int status = Child.await(new ProcessBuilder(command).inheritIO());
      if (status == 0) {
        String typed = arguments.command("bench host");
        String all = words.isEmpty() ? typed : typed + " -- " + String.join(" ", words);
        AtomicFiles.write(file, HostJson.text(surroundings(all), Files.readString(raw)));
        console.out().println("written to " + file);
      }
      return status;
    } finally {
      Files.deleteIfExists(raw);
    }
  }

  private static List<String> jmh(Console console) throws IOException {
    return switch (Home.find()) {
      case Home.Checkout checkout ->
          List.of("-jar", new BenchmarkJar(checkout.root()).upToDate(console).toString());
      case Home.Bundle bundle -> inBundle(bundle.root());
      case Home.Elsewhere _ ->
          throw new CommandException(
              "benchmarks need a checkout of Gradus, or a bundle: start them there with ./gradus"
                  + " bench host");
    };
  }

  /** The first device of each kind that is there, but none that is emulated. */
  private static List<String> devices() {
    return Devices.backends().stream()
        .filter(backend -> !backend.devices().isEmpty())
        .filter(backend -> !backend.devices().getFirst().hardware().emulated())
        .map(Backend::name)
        .toList();
  }

  private static Surroundings surroundings(String command) {
    try (Device cpu = Devices.plain("cpu")) {
      return Surroundings.now(command, cpu.info(), Version.gradus(), false);
    }
  }

  /** There the benchmarks lie beside the tests, and JMH with JUnit. */
  private static List<String> inBundle(Path root) {
    String classPath =
        Stream.of("lib/gradus.jar", "test/classes", "test/lib/*")
            .map(part -> root.resolve(part).toString())
            .collect(Collectors.joining(":"));
    List<String> options = new ArrayList<>();
    NATIVE.forEach(key -> options.add("-D%s=%s".formatted(key, System.getProperty(key))));
    options.addAll(List.of("-cp", classPath, "org.openjdk.jmh.Main"));
    return options;
  }
}
