package org.gradus.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.gradus.device.DeviceException;
import org.gradus.gpu.launch.Program;

/** The images that the build made, beside the classes, and which program is in which. */
final class KernelImages {
  /** The file whose lines are an image and a program in it. */
  static final String INDEX = "index.txt";

  private static final String FOLDER = "/org/gradus/kernels/cuda/";

  private final Map<String, String> images = new HashMap<>();

  /** Reads the index. */
  KernelImages() {
    for (String line : text(INDEX).lines().toList()) {
      int space = line.indexOf(' ');
      images.put(line.substring(space + 1), line.substring(0, space));
    }
  }

  /** The name of an image's file. */
  static String file(String image) {
    return image + ".image";
  }

  /**
   * The image that {@code program} is in.
   *
   * @throws DeviceException if it is in none
   */
  String imageOf(Program program) {
    String image = images.get(program.line());
    if (image == null) {
      throw new DeviceException("CUDA: the build has no image of " + program.line());
    }
    return image;
  }

  /** The bytes of an image: fat binary and names of programs, or the names alone. */
  static byte[] bytes(String image) {
    return read(file(image));
  }

  /** How the images were compiled. */
  static BuildFacts facts() {
    return BuildFacts.of(text(BuildFacts.FILE));
  }

  private static String text(String name) {
    return new String(read(name), StandardCharsets.UTF_8);
  }

  private static byte[] read(String name) {
    try (InputStream in = KernelImages.class.getResourceAsStream(FOLDER + name)) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("kernel image " + name + " cannot be read", e);
    }
  }
}
