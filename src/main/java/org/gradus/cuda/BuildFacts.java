package org.gradus.cuda;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/**
 * How the kernels of a build were compiled.
 *
 * @param architectures for which GPUs
 * @param compiler its release, such as {@code 13.0}
 * @param missing why there are no kernels; empty if there are
 */
record BuildFacts(Architectures architectures, String compiler, String missing) {
  /** The file that holds them beside the images. */
  static final String FILE = "build.properties";

  /** What {@link #text} gave. */
  static BuildFacts of(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string can always be read
    }
    String machines = properties.getProperty("machines", "");
    return new BuildFacts(
        new Architectures(
            machines.isEmpty() ? List.of() : List.of(machines.split(",")),
            Boolean.parseBoolean(properties.getProperty("intermediate"))),
        properties.getProperty("compiler", ""),
        properties.getProperty("missing", "its images are not there"));
  }

  /** The facts as properties. */
  String text() {
    return """
    machines=%s
    intermediate=%s
    compiler=%s
    missing=%s
    """
        .formatted(
            String.join(",", architectures.machines()),
            architectures.intermediate(),
            compiler,
            missing);
  }

  /** The CUDA version the driver must support, as the driver counts: 13000 for 13.0. */
  int neededDriver() {
    return missing.isEmpty() ? Integer.parseInt(compiler.replaceFirst("\\..*", "")) * 1000 : 0;
  }

  /** The facts in words. */
  @Override
  public String toString() {
    return missing.isEmpty()
        ? "%s, by nvcc %s; they need a driver for CUDA %s, version %s or newer"
            .formatted(
                architectures,
                compiler,
                Codes.version(neededDriver()),
                neededDriver() >= 13_000 ? "580" : "525")
        : "none in this build: " + missing;
  }
}
