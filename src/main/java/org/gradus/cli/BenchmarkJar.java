package org.gradus.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/**
 * The runnable jar of the benchmarks, {@code target/bench/benchmarks.jar} of a checkout.
 *
 * @param root folder of the checkout
 */
record BenchmarkJar(Path root) {
  private static final List<String> SOURCES = List.of("pom.xml", "src/main", "bench/src");

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
    if (Child.await(maven) != 0 || !Files.exists(jar)) {
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
}
