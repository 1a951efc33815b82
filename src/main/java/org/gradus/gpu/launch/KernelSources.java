package org.gradus.gpu.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The text of kernels: of Gradus's own as the build put them beside the classes. */
public final class KernelSources {
  private static final String PORTABLE = "/org/gradus/kernels/portable/";
  private static final String CUDA = "/org/gradus/kernels/cuda-sources/";

  private KernelSources() {}

  /**
   * The text of {@code program} with what it includes in place. Lines keep their numbers and files
   * through {@code #line}, so that a compiler's messages name them.
   *
   * @throws IllegalArgumentException if there is no such file, or none that is included
   */
  public static String text(Program program) {
    String name = program.path().substring(program.path().lastIndexOf('/') + 1);
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

  /** The text of one file as it is; those for CUDA alone are known by their endings. */
  static String read(String name) {
    return read(name.matches(".*\\.cuh?") ? CUDA : PORTABLE, name);
  }

  /** The list of the portable programs. */
  static String portableList() {
    return read(PORTABLE, KernelLibrary.LIST);
  }

  /** The list of the programs for CUDA alone. */
  static String cudaList() {
    return read(CUDA, KernelLibrary.LIST);
  }

  private static String read(String folder, String name) {
    try (InputStream in = KernelSources.class.getResourceAsStream(folder + name)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no kernel file " + folder + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("kernel file " + name + " cannot be read", e);
    }
  }
}
