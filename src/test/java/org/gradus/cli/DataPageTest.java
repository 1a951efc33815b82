package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import org.gradus.fixtures.Fixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/data.md shows is run here, on little data, so that it cannot grow old. */
@Tag("checkout")
@Tag("png")
final class DataPageTest {
  private static final Path PAGE = Path.of("docs/data.md");
  private static final Pattern COMMAND = Pattern.compile("(?m)^\\./gradus (.*)$");
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void itsCommandsWork() throws IOException {
    files();
    int commands = 0;
    Matcher command = COMMAND.matcher(Files.readString(PAGE));
    while (command.find()) {
      Captured run = Captured.run(inFolder(command.group(1), commands++));
      assertEquals(0, run.status(), command.group() + "\n" + run.err());
    }
    assertTrue(commands >= 10, "commands on the page: " + commands);
  }

  /** The command with the test's files, and as little to do as can be. */
  private String[] inFolder(String command, int number) {
    List<String> words = new ArrayList<>();
    for (String word : command.split(" ")) {
      words.add(
          word.replace("runs/photos", folder.resolve("run2").toString())
              .replaceFirst("^(csv:|npz:|images:|)(irises|shapes|photos)", "$1" + folder + "/$2")
              .replaceFirst("^runs/folds$", folder.resolve("folds").toString()));
    }
    if (words.getFirst().equals("train")) {
      words.addAll(List.of("--limit", "60", "--epochs", "1", "--hidden", "8"));
      if (!words.contains("--out")) {
        words.addAll(List.of("--out", folder.resolve("run" + number).toString()));
      }
    }
    return words.toArray(String[]::new);
  }

  private void files() throws IOException {
    StringBuilder table = new StringBuilder("width,height,label\n");
    for (int i = 0; i < 60; i++) {
      table.append("%d,%d,%s%n".formatted(i % 7, i % 5, List.of("a", "b", "c").get(i % 3)));
    }
    Files.writeString(folder.resolve("irises.csv"), table);
    try (InputStream in = Fixture.class.getResourceAsStream("npy/stored.npz")) {
      Files.write(folder.resolve("shapes.npz"), Objects.requireNonNull(in).readAllBytes());
    }
    for (String name : List.of("cat/1.png", "cat/2.png", "dog/1.jpg", "dog/7.jpg")) {
      Path file = folder.resolve("photos").resolve(name);
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
      image.setRGB(3, 4, 0x406080);
      assertTrue(ImageIO.write(image, name.substring(name.length() - 3), file.toFile()));
    }
  }

  @Test
  void itsProgramsCompile() throws IOException {
    Matcher program = JAVA.matcher(Files.readString(PAGE));
    List<String> arguments = new ArrayList<>();
    while (program.find()) {
      Path source = folder.resolve("Program%d.java".formatted(arguments.size()));
      Files.writeString(source, program.group(1));
      arguments.add(source.toString());
    }
    assertTrue(arguments.size() >= 3, "programs on the page: " + arguments.size());
    String classPath = System.getProperty("java.class.path");
    arguments.addAll(0, Arrays.asList("-cp", classPath, "-d", folder.toString()));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertEquals(0, status, "javac");
  }
}
