package org.gradus.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gradus.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads PNG, JPEG and BMP files, which their first bytes tell. It needs the module {@code
 * java.desktop}, which the small Java of a bundle leaves out.
 */
public final class PictureFile {
  private static final String MODULE = "java.desktop";
  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".bmp");

  /** How files of each format begin. */
  private static final Map<String, byte[]> STARTS =
      Map.of(
          "PNG", new byte[] {(byte) 0x89, 'P', 'N', 'G'},
          "JPEG", new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF},
          "BMP", new byte[] {'B', 'M'});

  private PictureFile() {}

  /** Returns whether a file's name ends as one of the formats' does. */
  static boolean isNamed(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  /**
   * Reads a picture: in grey if the file holds nothing else, with three channels if it holds
   * colours. What is transparent is taken for white.
   *
   * @throws DataException if the file cannot be read, is none of the formats, is damaged or is
   *     larger than 8192 pixels a side; or if this Java cannot read pictures
   */
  public static Picture read(Path file) {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      throw new DataException(
          "%s: this Java lacks the module %s, which reads pictures; a bundle leaves it out"
              .formatted(file, MODULE));
    }
    if (Files.isDirectory(file)) {
      throw new DataException(file + ": is a folder, not an image");
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw DataException.failed("read", file, e);
    }
    String format = format(bytes);
    if (format == null) {
      throw new DataException(file + ": not a PNG, JPEG or BMP image");
    }
    return PictureDecoder.decode(file, format, bytes);
  }

  private static @Nullable String format(byte[] bytes) {
    for (Map.Entry<String, byte[]> start : STARTS.entrySet()) {
      int length = start.getValue().length;
      if (bytes.length > 8 && Arrays.equals(bytes, 0, length, start.getValue(), 0, length)) {
        return start.getKey();
      }
    }
    return null;
  }
}
