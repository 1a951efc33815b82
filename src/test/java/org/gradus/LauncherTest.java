package org.gradus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the launcher's search for a JDK among made-up ones; nothing is built and no Java started.
 */
@Tag("checkout")
final class LauncherTest {
  private static final Path LAUNCHER = Path.of("gradus").toAbsolutePath();
  private static final String MODULES = "java.base jdk.compiler jdk.incubator.vector";

  @TempDir Path folder;

  @BeforeEach
  void needsBash() {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no /bin/bash");
  }

  @Test
  void takesJavaHomeWhenItFits() throws Exception {
    Path home = jdk("here/jdk", "25.0.3", MODULES);
    assertEquals(new Answer(0, home + "\n", ""), search(Map.of("JAVA_HOME", home.toString())));
  }

  @Test
  void readsVersionsAsNumbers() throws Exception {
    Path home = jdk("here/jdk", "25.0.10", MODULES);
    assertEquals(new Answer(0, home + "\n", ""), search(Map.of("JAVA_HOME", home.toString())));
  }

  @Test
  void passesOverAnOldJavaHome() throws Exception {
    Path old = jdk("here/old", "25.0.2", MODULES);
    Path good = jdk("here/good", "25.0.4", MODULES);
    Map<String, String> environment =
        Map.of("JAVA_HOME", old.toString(), "JAVA_HOME_25_X64", good.toString());
    assertEquals(new Answer(0, good + "\n", ""), search(environment));
  }

  @Test
  void looksOnThePathThroughLinks() throws Exception {
    Path home = jdk("here/jdk", "25.0.3", MODULES);
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("java"), home.resolve("bin/java"));
    Map<String, String> environment = Map.of("PATH", bin + ":/usr/bin:/bin");
    assertEquals(new Answer(0, home.toRealPath() + "\n", ""), search(environment));
  }

  @Test
  void looksWhereTheSystemKeepsJdks() throws Exception {
    jdk("jvm/java-24", "24.0.1", MODULES);
    Path good = jdk("jvm/java-25", "25.0.3", MODULES);
    assertEquals(new Answer(0, good + "\n", ""), search(Map.of()));
  }

  @Test
  void looksInSdkman() throws Exception {
    Path good = jdk("home/.sdkman/candidates/java/25.0.3-tem", "25.0.3", MODULES);
    assertEquals(new Answer(0, good + "\n", ""), search(Map.of()));
  }

  @Test
  void saysWhatToInstallAndWhatDidNotFit() throws Exception {
    jdk("jvm/a", "25.0.2", MODULES);
    jdk("jvm/b", "26", MODULES);
    jdk("jvm/c", "1.8.0_392", MODULES);
    jdk("jvm/d", "25.0.3", "java.base");
    Files.delete(jdk("jvm/e", "25.0.3", MODULES).resolve("bin/javac"));
    Files.delete(jdk("jvm/f", "25.0.3", MODULES).resolve("release"));
    Answer answer = search(Map.of("JAVA_HOME", folder.resolve("nowhere").toString()));
    assertEquals(1, answer.status());
    assertEquals("", answer.output());
    String jvm = "\n  " + folder.resolve("jvm");
    String errors = answer.errors();
    assertTrue(
        errors.startsWith(
            "gradus: no JDK that fits was found. Gradus needs JDK 25, at version 25.0.3 or newer.\n"
                + "Found, but not usable:\n"
                + "  JAVA_HOME="
                + folder.resolve("nowhere")
                + ": no bin/java\n"),
        errors);
    assertTrue(errors.contains(jvm + "/a: Java 25.0.2, older than 25.0.3\n"), errors);
    assertTrue(errors.contains(jvm + "/b: Java 26\n"), errors);
    assertTrue(errors.contains(jvm + "/c: Java 1.8.0_392\n"), errors);
    assertTrue(
        errors.contains(jvm + "/d: Java 25.0.3 without the module jdk.incubator.vector\n"), errors);
    assertTrue(errors.contains(jvm + "/e: Java 25.0.3 without a compiler (a JRE)\n"), errors);
    assertTrue(errors.contains(jvm + "/f: no release file that tells its version\n"), errors);
    assertTrue(errors.contains("\n  SDKMAN           sdk install java 25.0.3-tem\n"), errors);
  }

  @Test
  void namesTheFoldersItLookedInWhenNothingWasThere() throws Exception {
    String errors = search(Map.of()).errors();
    assertTrue(
        errors.contains(
            "\nNo JDK was found in JAVA_HOME, JAVA_HOME_25*, PATH, %s or SDKMAN.\n"
                .formatted(folder.resolve("jvm"))),
        errors);
  }

  private record Answer(int status, String output, String errors) {}

  private Path jdk(String name, String version, String modules) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    program(home.resolve("bin/java"), "exit 1");
    program(home.resolve("bin/javac"), "exit 1");
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"%s\"\nMODULES=\"%s\"\n"
            .formatted(version, modules));
    return home;
  }

  /** Runs the launcher with only the given environment, in which no real JDK can be found. */
  private Answer search(Map<String, String> given) throws Exception {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", toolsWithoutJava());
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("GRADUS_JVM_DIR", folder.resolve("jvm").toString());
    environment.put("GRADUS_LAUNCHER", "jdk");
    environment.putAll(given);
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", LAUNCHER.toString())
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    return new Answer(status, Files.readString(output, UTF_8), Files.readString(errors, UTF_8));
  }

  /** A folder with the only program the search calls; the system's folders may hold a Java. */
  private String toolsWithoutJava() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    program(tools.resolve("readlink"), "PATH=/usr/bin:/bin exec readlink \"$@\"");
    return tools.toString();
  }

  private static void program(Path file, String command) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + command + "\n");
    assertTrue(file.toFile().setExecutable(true), "cannot make executable: " + file);
  }
}
