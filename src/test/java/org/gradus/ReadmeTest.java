package org.gradus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is run here, so that it cannot grow old. */
@Tag("checkout")
final class ReadmeTest {
  private static final Path README = Path.of("README.md");
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");
  private static final Pattern SOURCE = Pattern.compile("`([\\w/]+/\\w+\\.java)`");
  private static final double PROMISED = 0.97;

  @Test
  void itsProgramTrainsAModel(@TempDir Path folder) throws Exception {
    Matcher program = JAVA.matcher(Files.readString(README));
    assertTrue(program.find(), "the README shows a program");
    Path source = folder.resolve("TrainDigits.java");
    Files.writeString(source, program.group(1));
    String classPath = System.getProperty("java.class.path");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, "-d", folder.toString(), source.toString());
    assertEquals(0, status, "javac");

    String lastLine = run(folder).lines().toList().getLast();
    assertTrue(lastLine.startsWith("test accuracy "), lastLine);
    double accuracy = Double.parseDouble(lastLine.substring(lastLine.lastIndexOf(' ') + 1));
    assertTrue(accuracy >= PROMISED, lastLine);
  }

  private static String run(Path classes) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    URL[] places = {classes.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(places);
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      Class<?> program = loader.loadClass("TrainDigits");
      Constructor<?> constructor = program.getDeclaredConstructor();
      constructor.setAccessible(true);
      Method main = program.getDeclaredMethod("main");
      main.setAccessible(true);
      main.invoke(constructor.newInstance());
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theFilesThatTheGuideToOpsNamesAreThere() throws IOException {
    Matcher file = SOURCE.matcher(Files.readString(Path.of("docs", "adding-an-op.md")));
    int found = 0;
    while (file.find()) {
      Path main = Path.of("src/main/java/org/gradus").resolve(file.group(1));
      Path test = Path.of("src/test/java/org/gradus").resolve(file.group(1));
      assertTrue(Files.exists(main) || Files.exists(test), file.group(1));
      found++;
    }
    assertTrue(found > 0, "the guide names files");
  }

  @Test
  void itsLinksLeadSomewhere() throws IOException {
    Matcher link = LINK.matcher(Files.readString(README));
    while (link.find()) {
      assertTrue(Files.exists(Path.of(link.group(1))), link.group(1));
    }
  }
}
