package org.gradus.cli;

import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus bench}: measurements of Gradus itself. */
final class BenchCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.command(this, "Measures how fast Gradus is on this machine.");
    spec.usageMessage().synopsisSubcommandLabel("COMMAND").commandListHeading("%nCommands:%n");
    return spec.addSubcommand("device", new BenchDeviceCommand().spec())
        .addSubcommand("first-steps", new BenchFirstStepsCommand().spec())
        .addSubcommand("host", new BenchHostCommand().spec())
        .addSubcommand("kernels", new BenchKernelsCommand().spec())
        .addSubcommand("matmul", new BenchMatmulCommand().spec())
        .addSubcommand("peer", new BenchPeerCommand().spec());
  }

  @Override
  public int run(Arguments arguments, Console console) {
    throw new UsageException(
        "what to measure is missing; there are device, first-steps, host, kernels, matmul, peer");
  }
}
