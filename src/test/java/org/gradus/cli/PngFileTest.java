package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("png")
final class PngFileTest {
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
    assertArrayEquals(new float[] {0, 60, 128, 255}, PngFile.read(write(image)).pixels(), 1e-3f);
  }

  @Test
  void sixteenBitsAreScaled() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 65535);
    assertEquals(255, PngFile.read(write(image)).pixels()[0]);
  }

  @Test
  void coloursBecomeTheirBrightnessAndNothingIsWhite() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0xFFFF0000);
    image.setRGB(1, 0, 0xFF00FF00);
    image.setRGB(2, 0, 0x00000000);
    assertArrayEquals(
        new float[] {0.299f * 255, 0.587f * 255, 255}, PngFile.read(write(image)).pixels(), 1e-2f);
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("note.png"), "not a picture at all");
    assertMessage(text + ": not a PNG image", text);
    assertMessage(folder + ": is a folder, not a PNG image", folder);
    assertThrows(NoSuchFileException.class, () -> PngFile.read(folder.resolve("absent.png")));
  }

  @Test
  void aTruncatedPictureIsRefused() throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
    byte[] whole = Files.readAllBytes(write(image));
    Path file = folder.resolve("cut.png");
    for (int length : new int[] {9, 20, 40, whole.length / 2}) {
      Files.write(file, Arrays.copyOf(whole, length));
      CommandException refused = assertThrows(CommandException.class, () -> PngFile.read(file));
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
        message, assertThrows(CommandException.class, () -> PngFile.read(file)).getMessage());
  }
}
