package org.gradus.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The runnable jar of the benchmarks, {@code target/bench/benchmarks.jar} of a checkout.
 *
 * @param root folder of the checkout
 */
record BenchmarkJar(Path root) {
  private static final List<String> SOURCES = List.of("pom.xml", "src/main", "bench/src");

  /** Finds the checkout this program was built in. */
  static BenchmarkJar find() {
    for (Path folder = program(); folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("mvnw"))
          && Files.isDirectory(folder.resolve("bench"))) {
        return new BenchmarkJar(folder);
      }
    }
    throw new CommandException(
        "benchmarks need a checkout of Gradus: start them there with ./gradus bench host");
  }

  private static @Nullable Path program() {
    CodeSource source = BenchmarkJar.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? null : Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the program's own place is no path", e);
    }
  }

  /** Returns the jar, built first if it is missing or older than a source. */
  Path upToDate(Console console) throws IOException {
    Path jar = root.resolve("target/bench/benchmarks.jar");
    if (Files.exists(jar) && !anyNewerThan(Files.getLastModifiedTime(jar))) {
      return jar;
    }
    console.err().println("Building the benchmarks ...");
    Path log = Files.createDirectories(root.resolve("target")).resolve("bench-build.log");
    ProcessBuilder maven =
        new ProcessBuilder("./mvnw", "-B", "-q", "-Dquick", "-Pbench", "package")
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    if (await(maven.start()) != 0 || !Files.exists(jar)) {
      throw new CommandException("the benchmarks could not be built; what Maven said is in " + log);
    }
    return jar;
  }

  private boolean anyNewerThan(FileTime built) throws IOException {
    for (String source : SOURCES) {
      try (Stream<Path> files = Files.walk(root.resolve(source))) {
        for (Path file : (Iterable<Path>) files::iterator) {
          if (Files.getLastModifiedTime(file).compareTo(built) > 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Waits for a process and returns its exit status; an interrupt ends it. */
  static int await(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }
}
