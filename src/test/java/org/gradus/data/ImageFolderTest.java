package org.gradus.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.gradus.data.ImageFolder.Colours;
import org.gradus.io.DataException;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("png")
class ImageFolderTest {
  @TempDir private Path folder;

  /** An image of one shade of grey, or of one colour where {@code format} is not for grey. */
  private Path image(String name, int width, int height, int rgb) throws IOException {
    boolean grey = (rgb & 0xFF) == ((rgb >> 8) & 0xFF) && (rgb & 0xFF) == rgb >> 16;
    int type = grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(width, height, type);
    for (int i = 0; i < width * height; i++) {
      if (grey) {
        image.getRaster().setSample(i % width, i / width, 0, rgb & 0xFF);
      } else {
        image.setRGB(i % width, i / width, rgb);
      }
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    String ending = name.substring(name.lastIndexOf('.') + 1);
    assertTrue(ImageIO.write(image, ending, file.toFile()));
    return file;
  }

  private DataSplit load() {
    return ImageFolder.of(folder).load(1);
  }

  private void assertRefused(String message) {
    assertEquals(message, assertThrows(DataException.class, this::load).problem());
  }

  @Test
  void aFolderForEachClassIsDividedByClasses() throws IOException {
    for (int i = 0; i < 10; i++) {
      image("dog/%d.png".formatted(i), 4, 3, 0x0A0A0A + i * 0x010101);
      image("cat/%d.bmp".formatted(i), 4, 3, 0x646464 + i * 0x010101);
    }
    Files.writeString(folder.resolve("cat/notes.txt"), "not an image, and none by its name");
    Files.createDirectories(folder.resolve(".hidden"));
    DataSplit split = load();
    assertEquals(List.of("cat", "dog"), split.train().classNames());
    assertEquals(Shape.of(3, 4), split.train().sampleShape());
    assertArrayEquals(new int[] {8, 8}, ClassWeights.counts(split.train()));
    assertArrayEquals(new int[] {2, 2}, ClassWeights.counts(split.test()));
    for (int i = 0; i < 16; i++) {
      float shade = split.train().value(i, 11);
      assertEquals(split.train().label(i), shade < 100 ? 1 : 0);
    }
    assertArrayEquals(new int[] {2, 2}, ClassWeights.counts(split.test().limit(4)));
  }

  @Test
  void twoPartsThatAreThereAlready() throws IOException {
    image("train/a/1.png", 2, 2, 0x010101);
    image("train/b/1.png", 2, 2, 0x020202);
    image("train/c/1.png", 2, 2, 0x030303);
    image("test/a/1.png", 2, 2, 0x040404);
    image("test/c/1.png", 2, 2, 0x050505);
    DataSplit split = load();
    assertEquals(3, split.train().size());
    assertEquals(2, split.test().size());
    assertEquals(2, split.test().label(1));
    assertEquals(5, split.test().value(1, 0));
  }

  @Test
  void coloursAreWhatTheFilesAreOrWhatIsAskedFor() throws IOException {
    for (String name : List.of("a/1.png", "a/2.png", "b/1.png", "b/2.png")) {
      image(name, 2, 1, name.equals("b/2.png") ? 0x102030 : 0x404040);
    }
    ImageFolder images = ImageFolder.of(folder);
    Dataset colours = images.load(1).train();
    assertEquals(Shape.of(1, 2, 3), colours.sampleShape());
    assertEquals(0x40, colours.value(0, 2));
    Dataset grey = images.colours(Colours.GREY).load(3).train();
    assertEquals(Shape.of(1, 2), grey.sampleShape());
    int brightness = Math.round(0.299f * 0x10 + 0.587f * 0x20 + 0.114f * 0x30);
    Dataset all = grey.size() == 3 ? grey : images.colours(Colours.GREY).load(2).train();
    float last = all.value(all.size() - 1, 0);
    assertTrue(last == brightness || last == 0x40, "found " + last);
    for (int i = 1; i <= 2; i++) {
      Files.delete(folder.resolve("b/%d.png".formatted(i)));
      image("b/%d.png".formatted(i), 2, 1, 0x505050);
    }
    assertEquals(Shape.of(1, 2), images.load(1).train().sampleShape());
    assertEquals(Shape.of(1, 2, 3), images.colours(Colours.RGB).load(1).train().sampleShape());
  }

  @Test
  void imagesAreStretchedToASize() throws IOException {
    image("a/1.png", 4, 2, 0x303030);
    image("a/2.png", 2, 2, 0x303030);
    image("b/1.png", 8, 8, 0x606060);
    image("b/2.png", 9, 3, 0x606060);
    Dataset train = ImageFolder.of(folder).size(3, 2).load(1).train();
    assertEquals(Shape.of(2, 3), train.sampleShape());
    assertEquals(train.label(0) == 0 ? 0x30 : 0x60, train.value(0, 5));
    Path first = folder.resolve("a/1.png");
    assertRefused("%s: 8 x 8 pixels, but %s has 4 x 2".formatted(folder.resolve("b/1.png"), first));
    DataException refused = assertThrows(DataException.class, this::load);
    assertTrue(String.valueOf(refused.remedy()).contains("--image-size WxH"), refused.remedy());
  }

  @Test
  void areasAreAveragedWhereAnImageShrinks() {
    Picture picture = new Picture(4, 2, 1, new float[] {0, 2, 10, 20, 4, 6, 30, 40});
    assertArrayEquals(new float[] {3, 25}, picture.resized(2, 1).pixels());
    Picture colours = new Picture(2, 1, 3, new float[] {0, 10, 20, 2, 30, 60});
    assertArrayEquals(new float[] {1, 20, 40}, colours.resized(1, 1).pixels());
  }

  @Test
  void twoClassesOfDifferentSize() throws IOException {
    Path first = image("a/1.png", 4, 4, 0);
    Path second = image("b/1.png", 5, 4, 0);
    assertRefused("%s: 5 x 4 pixels, but %s has 4 x 4".formatted(second, first));
  }

  @Test
  void testImagesOfAnotherSize() throws IOException {
    image("train/a/1.png", 4, 4, 0);
    image("train/b/1.png", 4, 4, 0);
    Path judged = image("test/a/1.png", 4, 5, 0);
    image("test/b/1.png", 4, 4, 0);
    assertRefused("%s: 4 x 5 pixels, but the training images have 4 x 4".formatted(judged));
  }

  @Test
  void foldersThatLackSomething() throws IOException {
    assertRefused(
        folder + ": has no folders; it needs a folder of images for each class, at least 2");
    image("a/1.png", 4, 4, 0);
    assertRefused(
        folder + ": has one folder; it needs a folder of images for each class, at least 2");
    Path empty = Files.createDirectories(folder.resolve("b"));
    assertRefused(empty + ": holds no images (.png, .jpg, .jpeg, .bmp)");
    Path inner = Files.createDirectories(folder.resolve("b/c"));
    assertRefused(inner + ": a folder within the folder of a class");
    Path absent = folder.resolve("absent");
    assertEquals(
        "cannot read " + absent + ": no such file or directory",
        assertThrows(DataException.class, () -> ImageFolder.of(absent).load(1)).problem());
  }

  @Test
  void partsThatDoNotFit() throws IOException {
    image("train/a/1.png", 4, 4, 0);
    image("train/b/1.png", 4, 4, 0);
    assertRefused(folder + ": has a folder train but none test");
    image("test/a/1.png", 4, 4, 0);
    image("test/x/1.png", 4, 4, 0);
    assertRefused(
        "%s: a class that is not in %s"
            .formatted(folder.resolve("test/x"), folder.resolve("train")));
  }

  @Test
  void anUnreadableImageIsNamed() throws IOException {
    image("a/1.png", 4, 4, 0);
    image("b/1.png", 4, 4, 0);
    Path text = Files.writeString(folder.resolve("b/0.png"), "not a picture at all");
    assertRefused(text + ": not a PNG, JPEG or BMP image");
    byte[] whole = Files.readAllBytes(folder.resolve("a/1.png"));
    Path cut = folder.resolve("a/0.png");
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 6));
    assertRefused(
        "%s: damaged PNG image: truncated: it ends after %d bytes, before its last chunk"
            .formatted(cut, whole.length - 6));
  }
}
