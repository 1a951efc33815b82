package org.gradus.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code gradus bench host}: the JMH benchmarks, built when they are not there or are old. */
final class BenchHostCommand implements Subcommand {
  private static final List<String> JVM_FLAGS =
      List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "Runs the JMH benchmarks of the CPU device. What follows 'host' goes to JMH: a part of"
                + " a benchmark's name, or JMH's options after '--', such as '-- -l' for a list.");
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
    Path jar = BenchmarkJar.find().upToDate(console);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments.positionals());
    return BenchmarkJar.await(new ProcessBuilder(command).inheritIO().start());
  }
}
