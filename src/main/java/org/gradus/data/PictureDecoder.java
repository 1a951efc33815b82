package org.gradus.data;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.gradus.io.DataException;

/**
 * Pictures from the bytes of files, by the JDK's decoders. Apart from {@link PictureFile}, which a
 * Java without {@code java.desktop} must be able to load.
 */
final class PictureDecoder {
  private static final int LARGEST_SIDE = 8192;

  private PictureDecoder() {}

  /**
   * Decodes a file.
   *
   * @param format PNG, JPEG or BMP
   * @param bytes all of the file
   * @throws DataException if it is damaged or too large
   */
  static Picture decode(Path file, String format, byte[] bytes) {
    return picture(decoded(file, format, bytes));
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
