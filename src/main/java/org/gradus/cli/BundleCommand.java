package org.gradus.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus bundle}: all of Gradus in one archive, for a machine with a GPU and no Java. */
final class BundleCommand implements Subcommand {
  private static final String[] FOOTER = {
    "",
    "Unpack it on a Linux machine (x86-64) and start gradus-bundle/gradus there: Java, libraries,",
    "kernels, tests and benchmarks are in it. It has kernels for every kind of GPU that Gradus"
        + " runs",
    "on, or for those that GRADUS_CUDA_ARCHITECTURES names, such as 90a. Needs a checkout, and"
        + " nvcc."
  };

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "Makes target/gradus-bundle.tgz: Gradus and all it needs, for machines that have"
                + " NVIDIA's driver and neither Java nor a network.");
    spec.usageMessage().footer(FOOTER);
    return spec;
  }

  @Override
  public int run(Arguments arguments, Console console) throws IOException {
    Path root =
        switch (Home.find()) {
          case Home.Checkout checkout -> checkout.root();
          case Home.Bundle _ -> throw needsCheckout("this is a bundle");
          case Home.Elsewhere _ -> throw needsCheckout("this is not one");
        };
    ProcessBuilder script = new ProcessBuilder(root.resolve("bench/bundle").toString()).inheritIO();
    script.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return Child.await(script);
  }

  private static CommandException needsCheckout(String here) {
    return new CommandException("bundles are made in a checkout of Gradus, and " + here);
  }
}
