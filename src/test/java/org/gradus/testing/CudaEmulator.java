package org.gradus.testing;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs Gradus on the CUDA driver emulator of {@code native/emulator}, which the first test that
 * asks builds, as far as it is not up to date.
 *
 * <p>A process finds its CUDA driver when it starts, so everything runs in a Java of its own:
 *
 * <pre>{@code
 * assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
 * CudaEmulator.Outcome check =
 *     CudaEmulator.gradus(
 *         Map.of("GRADUS_EMULATOR_SEED", "7"), "check", "--device", "cuda", "--quick");
 * assertEquals(0, check.status(), check.toString());
 * }</pre>
 */
public final class CudaEmulator {
  private static final int MISSING_PROGRAM = 69; // as native/emulator/build says
  private static final long MINUTES = 20;

  /** The emulator is built once in a run of tests. */
  private static final class Built {
    static final Outcome OUTCOME = build();
  }

  /**
   * How a process ended and what it printed.
   *
   * @param status its exit code
   * @param out its standard output
   * @param err its standard error, without Java's note on incubator modules
   */
  public record Outcome(int status, String out, String err) {}

  private CudaEmulator() {}

  /**
   * Whether there is an emulator; if not, {@link #remedy} says why.
   *
   * @throws IllegalStateException if it can be built here, but that fails
   */
  public static boolean isThere() {
    Outcome built = Built.OUTCOME;
    if (built.status() != 0 && built.status() != MISSING_PROGRAM) {
      throw new IllegalStateException(
          "native/emulator/build failed:\n" + built.out() + built.err());
    }
    return built.status() == 0;
  }

  /** Why there is none, for the message of a skipped test. */
  public static String remedy() {
    return Built.OUTCOME.err().strip();
  }

  /** The folder of {@code libcuda.so.1}. */
  public static Path folder() {
    return Path.of("target", "emulator").toAbsolutePath();
  }

  /** Runs {@code gradus} with {@code arguments}, and with {@code environment} besides this one. */
  public static Outcome gradus(Map<String, String> environment, String... arguments) {
    return java(environment, "org.gradus.cli.Gradus", arguments);
  }

  /** Runs a class of the tests that has a {@code main}. */
  public static Outcome java(Map<String, String> environment, Class<?> main, String... arguments) {
    return java(environment, main.getName(), arguments);
  }

  private static Outcome java(Map<String, String> environment, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-ea", "-XX:+UseParallelGC", "-Xmx2g"));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(NativeLibraries.options());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().put("LD_LIBRARY_PATH", folder().toString());
    process.environment().put("GRADUS_TUNED", "0"); // whatever was measured on this machine
    process.environment().putAll(environment);
    return run(process);
  }

  /** Runs the emulator's own tests, which are programs that call the driver. */
  public static Outcome ownTests() {
    return build("--test");
  }

  private static Outcome build(String... options) {
    File script = Path.of("native", "emulator", "build").toAbsolutePath().toFile();
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(options));
    return script.exists()
        ? run(new ProcessBuilder(command))
        : new Outcome(MISSING_PROGRAM, "", "there is no " + script);
  }

  private static Outcome run(ProcessBuilder builder) {
    try {
      Path out = Files.createTempFile("gradus-out-", "");
      Path err = Files.createTempFile("gradus-err-", "");
      try {
        Process process =
            builder
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Outcome(status(process), text(out), text(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new IllegalStateException(builder.command() + " cannot be run", e);
    }
  }

  private static int status(Process process) {
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException("still running after %d minutes".formatted(MINUTES));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8)
        .replace("WARNING: Using incubator modules: jdk.incubator.vector\n", "");
  }
}
