package org.gradus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher in a made-up bundle whose Java is a few lines of shell. */
@Tag("checkout")
final class LauncherBundleTest {
  private static final String JAVA =
      """
      #!/bin/sh
      echo "LD_LIBRARY_PATH=$LD_LIBRARY_PATH"
      for argument; do echo "<$argument>"; done
      """;

  @TempDir Path folder;

  private Path root = Path.of("");

  @BeforeEach
  void makeBundle() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no /bin/bash");
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assumeTrue(system.equals("Linux amd64"), "bundles are for Linux on x86-64, not " + system);
    root = Files.createDirectories(folder.toRealPath().resolve("a bundle"));
    Files.copy(Path.of("gradus"), root.resolve("gradus"));
    Files.writeString(
        Files.createDirectories(root.resolve("lib")).resolve("gradus.jar"), "no jar at all");
    program(root.resolve("runtime/bin/java"), JAVA);
  }

  @Test
  void startsItsOwnJavaWhateverElseIsThere() throws Exception {
    program(folder.resolve("java8/bin/java"), "#!/bin/sh\necho Java 8\n");
    Files.writeString(folder.resolve("java8/release"), "JAVA_VERSION=\"1.8.0_392\"\n");
    Map<String, String> other =
        Map.of("JAVA_HOME", folder.resolve("java8").toString(), "GRADUS_JAVA_OPTS", "-Xmx1g -ea");
    List<String> words = launch(other, "train", "--out", "two words").words();
    String natives = root + "/native";
    assertTrue(words.contains("-Djava.library.path=" + natives), words.toString());
    assertTrue(words.contains("-Dorg.lwjgl.librarypath=" + natives), words.toString());
    assertTrue(words.contains("-Dgradus.native=" + natives), words.toString());
    String jar = root + "/lib/gradus.jar";
    assertEquals(
        List.of(
            "-Xmx1g", "-ea", "-cp", jar, "org.gradus.cli.Gradus", "train", "--out", "two words"),
        words.subList(words.size() - 8, words.size()));
  }

  @Test
  void writesNothing() throws Exception {
    launch(Map.of(), "doctor");
    try (Stream<Path> files = Files.walk(root)) {
      assertEquals(
          List.of("gradus", "gradus.jar", "java"),
          files
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .sorted()
              .toList());
    }
  }

  @Test
  void takesTheArchiveOfItsClasses() throws Exception {
    Files.writeString(root.resolve("lib/gradus.jsa"), "");
    List<String> words = launch(Map.of()).words();
    assertTrue(words.contains("-XX:SharedArchiveFile=" + root + "/lib/gradus.jsa"));
  }

  @Test
  void passesAllToJavaWhenAsked() throws Exception {
    Answer answer = launch(Map.of("GRADUS_LAUNCHER", "java"), "-cp", "tests", "Console");
    List<String> words = answer.words();
    assertEquals(List.of("-cp", "tests", "Console"), words.subList(words.size() - 3, words.size()));
    assertTrue(words.contains("jdk.incubator.vector"), words.toString());
  }

  @Test
  void tellsWhichJavaItIs() throws Exception {
    Answer answer = launch(Map.of("GRADUS_LAUNCHER", "jdk"));
    assertEquals(new Answer(0, root + "/runtime\n", ""), answer);
  }

  @Test
  void aJavaThatMayNotBeExecutedIsNamed() throws Exception {
    assertTrue(root.resolve("runtime/bin/java").toFile().setExecutable(false));
    assertEquals(
        new Answer(
            1,
            "",
            "gradus: %s/runtime/bin/java may not be executed: unpack the bundle on a file system"
                    .formatted(root)
                + " without noexec\n"),
        launch(Map.of(), "doctor"));
  }

  @Test
  void theEmulatorIsTheOneItBrings() throws Exception {
    Map<String, String> emulated = Map.of("GRADUS_EMULATE_CUDA", "1");
    assertEquals(
        new Answer(
            1,
            "",
            "gradus: GRADUS_EMULATE_CUDA: this bundle has no emulator: g++ and CMake were not there"
                + " when it was made\n"),
        launch(emulated, "devices"));
    Path emulator = Files.createDirectories(root.resolve("native/emulator"));
    Files.writeString(emulator.resolve("libcuda.so.1"), "");
    String output = launch(emulated, "devices").output();
    assertTrue(output.startsWith("LD_LIBRARY_PATH=" + emulator + "\n"), output);
  }

  private record Answer(int status, String output, String errors) {
    List<String> words() {
      assertEquals(0, status, errors);
      return output.lines().skip(1).map(line -> line.substring(1, line.length() - 1)).toList();
    }
  }

  /** Starts it without a HOME. */
  private Answer launch(Map<String, String> environment, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(root.resolve("gradus").toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    String errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Answer(process.waitFor(), output, errors);
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true), "cannot make executable: " + file);
  }
}
