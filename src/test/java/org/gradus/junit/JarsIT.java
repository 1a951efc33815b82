package org.gradus.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.NativeLibraries;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jars as they are published: a project with tests of its own compiles and runs against them.
 */
class JarsIT {
  private static final Path MAIN = Path.of("target", "gradus.jar").toAbsolutePath();
  private static final Path JUNIT = Path.of("target", "gradus-junit.jar").toAbsolutePath();

  @TempDir private Path folder;

  @Test
  void aClassIsInOneOfTheTwo() throws IOException {
    Set<String> forTests = classes(JUNIT);
    assertTrue(forTests.contains("org/gradus/junit/GradusAssertions.class"), forTests.toString());
    assertTrue(forTests.stream().allMatch(name -> name.startsWith("org/gradus/junit/")));
    Set<String> main = classes(MAIN);
    assertTrue(main.contains("org/gradus/check/Equivalence.class"));
    assertFalse(main.stream().anyMatch(name -> name.startsWith("org/gradus/junit/")));
  }

  private static Set<String> classes(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void aUsersTestsRun() throws IOException, InterruptedException {
    String path = folder + File.pathSeparator + MAIN + File.pathSeparator + JUNIT;
    path += File.pathSeparator + libraries();
    compile(path);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(NativeLibraries.options());
    command.addAll(List.of("-cp", path, "RunTests", "MyModelTest"));
    boolean emulator = CudaEmulator.isThere();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (emulator) {
      builder.environment().put("LD_LIBRARY_PATH", CudaEmulator.folder().toString());
    }
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    assertTrue(out.contains("SUCCESSFUL gradientsAreRight()"), out);
    assertTrue(out.contains(outcome("openClComputesTheSame()", OpenClDevice.isThere())), out);
    assertTrue(out.contains(outcome("cudaComputesTheSame()", emulator)), out);
    assertTrue(out.contains("SKIPPED aHundredthGpuComputesTheSame(): device 'cuda:99'"), out);
    assertFalse(out.contains("FAILED"), out);
  }

  private static String outcome(String test, boolean isThere) {
    return (isThere ? "SUCCESSFUL " : "SKIPPED ") + test;
  }

  private void compile(String path) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-d", folder.toString(), "-cp", path));
    try (Stream<Path> sources = Files.list(Path.of("src", "it", "junit"))) {
      sources.map(Path::toString).sorted().forEach(arguments::add);
    }
    int status =
        Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
            .run(null, null, null, arguments.toArray(String[]::new));
    assertEquals(0, status, "javac " + arguments);
  }

  /** The jars of this test's class path, but not the classes that the two jars are made of. */
  private static String libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.endsWith(".jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
