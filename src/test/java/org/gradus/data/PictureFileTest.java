package org.gradus.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.gradus.io.DataException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("png")
final class PictureFileTest {
  @TempDir private Path folder;

  private Path write(BufferedImage image) throws IOException {
    Path file = folder.resolve("image.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void shadesOfGreyAreReadAsTheyWereWritten() throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 2, 2, 0, new int[] {0, 60, 128, 255});
    assertArrayEquals(
        new float[] {0, 60, 128, 255}, PictureFile.read(write(image)).pixels(), 1e-3f);
  }

  @Test
  void sixteenBitsAreScaled() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 65535);
    assertEquals(255, PictureFile.read(write(image)).pixels()[0]);
  }

  @Test
  void coloursBecomeTheirBrightnessAndNothingIsWhite() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0xFFFF0000);
    image.setRGB(1, 0, 0xFF00FF00);
    image.setRGB(2, 0, 0x00000000);
    Picture read = PictureFile.read(write(image));
    assertEquals(3, read.channels());
    assertArrayEquals(new float[] {255, 0, 0, 0, 255, 0, 255, 255, 255}, read.pixels());
    float[] shades = {0.299f * 255, 0.587f * 255, 255};
    assertArrayEquals(shades, read.grey().pixels(), 1e-2f);
  }

  @Test
  void aPaletteOfGreysIsGrey() throws IOException {
    byte[] levels = {0, 60, (byte) 255, 90};
    BufferedImage image =
        new BufferedImage(
            2,
            1,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(2, 4, levels, levels, levels));
    image.getRaster().setSample(0, 0, 0, 1);
    image.getRaster().setSample(1, 0, 0, 2);
    Picture read = PictureFile.read(write(image));
    assertEquals(1, read.channels());
    assertArrayEquals(new float[] {60, 255}, read.pixels());
  }

  @Test
  void bmpAndJpegAreReadWhateverTheirName() throws IOException {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 16 * 8; i++) {
      image.setRGB(i % 16, i / 16, 0x4080C0);
    }
    for (String format : List.of("bmp", "jpg")) {
      Path file = folder.resolve(format + ".png");
      assertTrue(ImageIO.write(image, format, file.toFile()));
      Picture read = PictureFile.read(file);
      assertEquals(List.of(16, 8, 3), List.of(read.width(), read.height(), read.channels()));
      assertArrayEquals(
          new float[] {0x40, 0x80, 0xC0}, Arrays.copyOf(read.pixels(), 3), 3f, format);
    }
    BufferedImage grey = new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_GRAY);
    Path file = folder.resolve("grey.jpg");
    ImageIO.write(grey, "jpg", file.toFile());
    assertEquals(1, PictureFile.read(file).channels());
  }

  @ParameterizedTest
  @ValueSource(strings = {"JPEG", "BMP"})
  void otherFormatsThatEndEarlyAreRefused(String format) throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, i * 0x010305);
    }
    Path file = folder.resolve("image");
    ImageIO.write(image, format, file.toFile());
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {12, whole.length / 4, whole.length / 2, whole.length - 40}) {
      Files.write(file, Arrays.copyOf(whole, length));
      DataException refused = assertThrows(DataException.class, () -> PictureFile.read(file));
      assertTrue(
          refused.problem().startsWith(file + ": damaged " + format + " image: "),
          length + " bytes: " + refused.problem());
    }
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("note.png"), "not a picture at all");
    assertMessage(text + ": not a PNG, JPEG or BMP image", text);
    assertMessage(folder + ": is a folder, not an image", folder);
    Path absent = folder.resolve("absent.png");
    assertMessage("cannot read " + absent + ": no such file or directory", absent);
  }

  @Test
  void aTruncatedPictureIsRefused() throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
    byte[] whole = Files.readAllBytes(write(image));
    Path file = folder.resolve("cut.png");
    for (int length : new int[] {9, 20, 40, whole.length / 2}) {
      Files.write(file, Arrays.copyOf(whole, length));
      DataException refused = assertThrows(DataException.class, () -> PictureFile.read(file));
      assertTrue(
          String.valueOf(refused.getMessage()).startsWith(file + ": damaged PNG image"),
          refused.getMessage());
    }
  }

  @Test
  void aPictureThatEndsAnywhereBeforeItsEndIsRefused() throws IOException {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    byte[] whole = Files.readAllBytes(write(image));
    Path file = folder.resolve("cut.png");
    for (int length = 33; length < whole.length; length++) { // 33: signature and header
      Files.write(file, Arrays.copyOf(whole, length));
      assertMessage(
          "%s: damaged PNG image: truncated: it ends after %d bytes, before its last chunk"
              .formatted(file, length),
          file);
    }
  }

  @Test
  void aByteThatChangedIsFoundByItsChunksChecksum() throws IOException {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    byte[] bytes = Files.readAllBytes(write(image));
    bytes[33 + 8 + 3] ^= 1; // in the data of the chunk after the header
    Path file = Files.write(folder.resolve("changed.png"), bytes);
    assertMessage(
        file + ": damaged PNG image: the chunk at byte 33 does not fit its checksum", file);
  }

  @Test
  void aHeaderThatClaimsTooMuchIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(write(new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY)));
    bytes[16] = 0x7F; // the first byte of the width
    Path file = Files.write(folder.resolve("huge.png"), bytes);
    assertMessage(file + ": 2130706434 x 2 pixels are more than 8192 x 8192", file);
  }

  private static void assertMessage(String message, Path file) {
    assertEquals(
        message, assertThrows(DataException.class, () -> PictureFile.read(file)).getMessage());
  }
}
