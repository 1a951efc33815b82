package org.gradus.gpu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The text of kernels: of the portable ones as the build put them beside the classes. */
public final class KernelSources {
  private static final String FOLDER = "/org/gradus/kernels/portable/";

  private KernelSources() {}

  /**
   * The text of {@code program} with what it includes in place. Lines keep their numbers and files
   * through {@code #line}, so that a compiler's messages name them.
   *
   * @throws IllegalArgumentException if there is no such file, or none that is included
   */
  public static String text(Program program) {
    String name = program.file() + ".cl";
    StringBuilder all = new StringBuilder();
    append(all, name, program.text().isEmpty() ? read(name) : program.text());
    return all.toString();
  }

  private static void append(StringBuilder all, String name, String text) {
    int number = 0;
    all.append("#line 1 \"").append(name).append("\"\n");
    for (String line : text.lines().toList()) {
      number++;
      if (line.startsWith("#include \"")) {
        String included = line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
        append(all, included, read(included));
        all.append("#line %d \"%s\"\n".formatted(number + 1, name));
      } else {
        all.append(line).append('\n');
      }
    }
  }

  /** The text of one file of the folder as it is. */
  static String read(String name) {
    try (InputStream in = KernelSources.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no kernel file " + FOLDER + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("kernel file " + name + " cannot be read", e);
    }
  }
}
