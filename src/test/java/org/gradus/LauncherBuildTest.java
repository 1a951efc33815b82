package org.gradus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher in a made-up checkout whose Maven and Java are a few lines of shell. */
@Tag("checkout")
final class LauncherBuildTest {
  private static final String FIRST_EMULATOR =
      "Building the CUDA emulator (once; takes some minutes) ...\n";

  private static final String MAVEN =
      """
      #!/bin/sh
      echo "maven speaks"
      echo built >>builds
      for argument; do
        case "$argument" in -Dgradus.target=*) target="${argument#*=}" ;; esac
      done
      touch "$target/gradus.jar"
      test ! -e broken
      """;
  private static final String JAVA =
      """
      #!/bin/sh
      echo "WARNING: Using incubator modules: jdk.incubator.vector" >&2
      echo "an error" >&2
      echo "in $PWD"
      while [ $# -gt 0 ] && [ "$1" != org.gradus.cli.Gradus ]; do shift; done
      test $# -eq 0 || shift
      for argument; do echo "<$argument>"; done
      exit 3
      """;

  /** Java's own note and what it says, untouched: only on a terminal is the note taken out. */
  private static final String ERRORS =
      "WARNING: Using incubator modules: jdk.incubator.vector\nan error\n";

  @TempDir Path folder;

  private Path root = Path.of("");
  private Path source = Path.of("");

  @BeforeEach
  void makeCheckout() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no /bin/bash");
    folder = folder.toRealPath();
    root = Files.createDirectories(folder.resolve("a checkout"));
    Files.copy(Path.of("gradus"), root.resolve("gradus"));
    assertTrue(root.resolve("gradus").toFile().setExecutable(true));
    Files.writeString(root.resolve("pom.xml"), "");
    source = Files.createDirectories(root.resolve("src/main/java")).resolve("A.java");
    Files.writeString(source, "");
    program(root.resolve("mvnw"), MAVEN);
    program(folder.resolve("jdk/bin/java"), JAVA);
    program(folder.resolve("jdk/bin/javac"), "");
    Files.writeString(
        folder.resolve("jdk/release"),
        "JAVA_VERSION=\"25.0.3\"\nMODULES=\"java.base jdk.incubator.vector\"\n");
  }

  @Test
  void buildsSilentlyAndPassesEverythingOn() throws Exception {
    Answer answer = launch("train", "--out", "two words", "");
    assertEquals(
        new Answer(3, "in " + folder + "\n<train>\n<--out>\n<two words>\n<>\n", ERRORS), answer);
    assertEquals(1, builds());
  }

  @Test
  void buildsAgainOnlyWhenASourceIsNewerOrGone() throws Exception {
    launch();
    launch();
    assertEquals(1, builds());
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofSeconds(10))));
    launch();
    assertEquals(2, builds());
    Files.delete(source);
    launch();
    assertEquals(3, builds());
    launch();
    assertEquals(3, builds());
  }

  @Test
  void buildsAgainWhenTheGpusAreOthers() throws Exception {
    Map<String, String> environment = Map.of("GRADUS_GPU_DIR", folder.resolve("gpus").toString());
    launch(environment);
    launch(environment);
    assertEquals(1, builds());
    Path gpu = Files.createDirectories(folder.resolve("gpus/0000:01:00.0"));
    Files.writeString(gpu.resolve("information"), "Model: \t\t NVIDIA H200\nIRQ: 10\n");
    launch(environment);
    launch(environment);
    assertEquals(2, builds());
  }

  @Test
  void showsWhatMavenSaidWhenTheBuildFails() throws Exception {
    Files.writeString(root.resolve("broken"), "");
    assertEquals(
        new Answer(1, "", "maven speaks\ngradus: the build failed; what Maven said is above\n"),
        launch());
    Files.delete(root.resolve("broken"));
    assertEquals(3, launch().status());
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/flock")), "there is no /usr/bin/flock");
    Process one = start(root.resolve("gradus"));
    Process two = start(root.resolve("gradus"));
    assertEquals(3, answer(one).status());
    assertEquals(3, answer(two).status());
    assertEquals(1, builds());
  }

  @Test
  void theEmulatedDriverIsBuiltAndFoundFirst() throws Exception {
    program(root.resolve("native/emulator/build"), "#!/bin/sh\necho builds it\n");
    program(folder.resolve("jdk/bin/java"), "#!/bin/sh\necho $LD_LIBRARY_PATH\n");
    String own = root.resolve("target/emulator").toString();
    assertEquals(
        new Answer(0, own + ":/mine\n", FIRST_EMULATOR),
        launch(Map.of("GRADUS_EMULATE_CUDA", "1", "LD_LIBRARY_PATH", "/mine")));
    program(root.resolve("target/emulator/libcuda.so.1"), "built\n");
    assertEquals(new Answer(0, own + "\n", ""), launch(Map.of("GRADUS_EMULATE_CUDA", "1")));
    assertEquals(new Answer(0, "\n", ""), launch(Map.of("GRADUS_EMULATE_CUDA", "0")));
  }

  @Test
  void showsWhyTheEmulatedDriverCannotBeBuilt() throws Exception {
    program(root.resolve("native/emulator/build"), "#!/bin/sh\necho no cmake\nexit 69\n");
    assertEquals(
        new Answer(
            1,
            "",
            FIRST_EMULATOR
                + """
                no cmake
                gradus: GRADUS_EMULATE_CUDA: the emulator cannot be built; why is said above
                """),
        launch(Map.of("GRADUS_EMULATE_CUDA", "1")));
  }

  @Test
  void worksThroughALink() throws Exception {
    Path link = Files.createDirectories(folder.resolve("bin")).resolve("gradus");
    Files.createSymbolicLink(link, Path.of("../a checkout/gradus"));
    assertEquals(
        new Answer(3, "in " + folder + "\n<doctor>\n", ERRORS), answer(start(link, "doctor")));
  }

  private record Answer(int status, String output, String errors) {}

  private Answer launch(String... arguments) throws Exception {
    return answer(start(root.resolve("gradus"), arguments));
  }

  private Answer launch(Map<String, String> environment) throws Exception {
    return answer(start(root.resolve("gradus"), environment));
  }

  private Process start(Path launcher, String... arguments) throws IOException {
    return start(launcher, Map.of(), arguments);
  }

  private Process start(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launcher.toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().put("HOME", folder.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Reads to the end of both streams, which is when the launcher's filter is done as well. */
  private static Answer answer(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    String errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Answer(process.waitFor(), output, errors);
  }

  private long builds() throws IOException {
    return Files.readAllLines(root.resolve("builds")).size();
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true), "cannot make executable: " + file);
  }
}
