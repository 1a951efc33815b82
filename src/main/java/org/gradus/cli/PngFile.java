package org.gradus.cli;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads PNG files as shades of grey. */
final class PngFile {
  private static final int LARGEST_SIDE = 8192;

  private PngFile() {}

  /**
   * Reads a picture; what is transparent is taken for white.
   *
   * @throws CommandException if the file is no PNG, is damaged or is larger than 8192 pixels a side
   * @throws IOException if the file cannot be read
   */
  static GreyImage read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new CommandException(file + ": is a folder, not a PNG image");
    }
    byte[] bytes = Files.readAllBytes(file);
    if (!isPng(bytes)) {
      throw new CommandException(file + ": not a PNG image");
    }
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      checkSize(file, reader.getWidth(0), reader.getHeight(0));
      checkWhole(file, bytes);
      return grey(reader.read(0));
    } catch (IIOException | IllegalArgumentException e) {
      throw new CommandException("%s: damaged PNG image: %s".formatted(file, e.getMessage()));
    } finally {
      reader.dispose();
    }
  }

  private static boolean isPng(byte[] bytes) {
    return bytes.length > 8
        && (bytes[0] & 0xFF) == 0x89
        && bytes[1] == 'P'
        && bytes[2] == 'N'
        && bytes[3] == 'G';
  }

  // The header alone could otherwise ask for gigabytes.
  private static void checkSize(Path file, int width, int height) {
    if (width > LARGEST_SIDE || height > LARGEST_SIDE) {
      throw new CommandException(
          "%s: %d x %d pixels are more than %d x %d"
              .formatted(file, width, height, LARGEST_SIDE, LARGEST_SIDE));
    }
  }

  private static void checkWhole(Path file, byte[] bytes) {
    String fault = PngChunks.fault(bytes);
    if (fault != null) {
      throw new CommandException("%s: damaged PNG image: %s".formatted(file, fault));
    }
  }

  private static GreyImage grey(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    float[] pixels = new float[width * height];
    boolean single = image.getRaster().getNumBands() <= 2 && storesShades(image);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        pixels[y * width + x] = single ? shade(image, x, y) : luma(image.getRGB(x, y));
      }
    }
    return new GreyImage(width, height, pixels);
  }

  private static boolean storesShades(BufferedImage image) {
    return image.getColorModel() instanceof ComponentColorModel;
  }

  // Not getRGB: it takes stored greys for linear light and would brighten them.
  private static float shade(BufferedImage image, int x, int y) {
    Raster raster = image.getRaster();
    float most = raster.getDataBuffer().getDataType() == DataBuffer.TYPE_USHORT ? 65535f : 255f;
    float value = raster.getSample(x, y, 0) / most;
    float opaque = raster.getNumBands() == 2 ? raster.getSample(x, y, 1) / most : 1;
    return 255 * (opaque * value + 1 - opaque);
  }

  /** Returns the brightness of a colour by the weights of ITU-R BT.601. */
  private static float luma(int argb) {
    float opaque = (argb >>> 24) / 255f;
    float value =
        0.299f * (argb >> 16 & 0xFF) + 0.587f * (argb >> 8 & 0xFF) + 0.114f * (argb & 0xFF);
    return opaque * value + 255 * (1 - opaque);
  }
}
