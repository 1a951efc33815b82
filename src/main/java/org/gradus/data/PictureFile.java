package org.gradus.data;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.gradus.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads PNG, JPEG and BMP files, which their first bytes tell. It needs the module {@code
 * java.desktop}, which the small Java of a bundle leaves out.
 */
public final class PictureFile {
  private static final int LARGEST_SIDE = 8192;
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
    return picture(decoded(file, format, bytes));
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

  private static BufferedImage decoded(Path file, String format, byte[] bytes) {
    String damaged = "%s: damaged %s image: ".formatted(file, format);
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((_, warning) -> warnings.add(warning));
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      checkSize(file, reader.getWidth(0), reader.getHeight(0));
      String fault = format.equals("PNG") ? PngChunks.fault(bytes) : null;
      if (fault != null) {
        throw new DataException(damaged + fault);
      }
      BufferedImage image = reader.read(0);
      // The decoder shows a JPEG that breaks off as far as it goes, and only warns.
      if (format.equals("JPEG") && !warnings.isEmpty()) {
        throw new DataException(damaged + warnings.getFirst());
      }
      return image;
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // decoders throw what they come to
      String message = e.getMessage();
      throw new DataException(
          damaged + (message == null ? e.getClass().getSimpleName() : message), e);
    } finally {
      reader.dispose();
    }
  }

  // The header alone could otherwise ask for gigabytes.
  private static void checkSize(Path file, int width, int height) {
    if (width > LARGEST_SIDE || height > LARGEST_SIDE) {
      throw new DataException(
          "%s: %d x %d pixels are more than %d x %d"
              .formatted(file, width, height, LARGEST_SIDE, LARGEST_SIDE));
    }
  }

  private static Picture picture(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    boolean shades = storesShades(image);
    boolean grey = shades || hasGreyPalette(image);
    int channels = grey ? 1 : 3;
    float[] pixels = new float[width * height * channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * channels;
        if (shades) {
          pixels[at] = shade(image, x, y);
        } else {
          colour(image.getRGB(x, y), pixels, at, channels);
        }
      }
    }
    return new Picture(width, height, channels, pixels);
  }

  private static boolean storesShades(BufferedImage image) {
    return image.getRaster().getNumBands() <= 2
        && image.getColorModel() instanceof ComponentColorModel;
  }

  private static boolean hasGreyPalette(BufferedImage image) {
    if (!(image.getColorModel() instanceof IndexColorModel palette)) {
      return false;
    }
    for (int i = 0; i < palette.getMapSize(); i++) {
      if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
        return false;
      }
    }
    return true;
  }

  // Not getRGB: it takes stored greys for linear light and would brighten them.
  private static float shade(BufferedImage image, int x, int y) {
    Raster raster = image.getRaster();
    float most = raster.getDataBuffer().getDataType() == DataBuffer.TYPE_USHORT ? 65535f : 255f;
    float value = raster.getSample(x, y, 0) / most;
    float opaque = raster.getNumBands() == 2 ? raster.getSample(x, y, 1) / most : 1;
    return 255 * (opaque * value + 1 - opaque);
  }

  private static void colour(int argb, float[] pixels, int at, int channels) {
    float opaque = (argb >>> 24) / 255f;
    for (int c = 0; c < channels; c++) {
      pixels[at + c] = opaque * ((argb >> (16 - 8 * c)) & 0xFF) + 255 * (1 - opaque);
    }
  }
}
