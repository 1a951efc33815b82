package org.gradus.data;

import static org.gradus.data.DatasetTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gradus.op.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  @TempDir Path folder = Path.of("");

  @BeforeEach
  void writeASmallSet() throws IOException {
    images("train-images-idx3-ubyte", 4);
    labels("train-labels-idx1-ubyte", 0, 9, 5, 3);
    images("t10k-images-idx3-ubyte", 2);
    labels("t10k-labels-idx1-ubyte", 1, 2);
  }

  private void images(String name, int count) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(16 + 6 * count);
    file.putInt(0x803).putInt(count).putInt(2).putInt(3);
    for (int i = 0; i < 6 * count; i++) {
      file.put((byte) (250 + i));
    }
    Files.write(folder.resolve(name), file.array());
  }

  private void labels(String name, int... labels) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(8 + labels.length);
    file.putInt(0x801).putInt(labels.length);
    for (int label : labels) {
      file.put((byte) label);
    }
    Files.write(folder.resolve(name), file.array());
  }

  @Test
  void readsADirectory() {
    DataSplit split = Mnist.read(Mnist.Variant.FASHION, folder);
    assertEquals(4, split.train().size());
    assertEquals(2, split.test().size());
    assertEquals(Shape.of(2, 3), split.train().sampleShape());
    assertEquals(255, split.train().value(0, 5));
    assertEquals(0, split.train().value(1, 0));
    assertEquals(9, split.train().label(1));
    assertEquals("Ankle boot", split.train().classNames().get(9));
  }

  @Test
  void missingFiles() throws IOException {
    Files.delete(folder.resolve("t10k-images-idx3-ubyte"));
    Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));
    assertMessage(
        "mnist: t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte not found in "
            + folder
            + " (with or without .gz)",
        () -> Mnist.read(Mnist.Variant.DIGITS, folder));
  }

  @Test
  void imagesAndLabelsThatDifferInNumber() throws IOException {
    images("train-images-idx3-ubyte", 5);
    assertMessage(
        "images and labels differ in number: %s holds 5 images, %s holds 4 labels"
            .formatted(
                folder.resolve("train-images-idx3-ubyte"),
                folder.resolve("train-labels-idx1-ubyte")),
        () -> Mnist.read(Mnist.Variant.DIGITS, folder));
  }

  @Test
  void labelOutOfRange() throws IOException {
    labels("train-labels-idx1-ubyte", 0, 9, 10, 3);
    assertMessage(
        folder.resolve("train-labels-idx1-ubyte")
            + ": label 10 at index 2 is not one of the 10 classes 0..9",
        () -> Mnist.read(Mnist.Variant.DIGITS, folder));
  }

  @Test
  void labelsInPlaceOfImages() throws IOException {
    Files.copy(
        folder.resolve("train-labels-idx1-ubyte"),
        folder.resolve("t10k-images-idx3-ubyte"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertMessage(
        folder.resolve("t10k-images-idx3-ubyte")
            + ": not an IDX file of bytes in 3 dimensions: magic number 0x00000803 expected, found"
            + " 0x00000801",
        () -> Mnist.read(Mnist.Variant.DIGITS, folder));
  }

  @Test
  void noPixels() throws IOException {
    images("train-images-idx3-ubyte", 0);
    labels("train-labels-idx1-ubyte");
    assertMessage(
        folder.resolve("train-images-idx3-ubyte") + ": holds no pixels: header [0, 2, 3]",
        () -> Mnist.read(Mnist.Variant.DIGITS, folder));
  }

  @Test
  void cacheFollowsTheXdgSpecification() {
    assertEquals(Path.of("/c/gradus"), Cache.directory(Map.of("XDG_CACHE_HOME", "/c"), "/home/a"));
    assertEquals(Path.of("/home/a/.cache/gradus"), Cache.directory(Map.of(), "/home/a"));
    assertEquals(
        Path.of("/home/a/.cache/gradus"),
        Cache.directory(Map.of("XDG_CACHE_HOME", "relative"), "/home/a"));
  }

  @Test
  void theRealOne() {
    String data = System.getenv("GRADUS_DATA");
    assumeTrue(data != null, "GRADUS_DATA does not name the folder that holds mnist/");
    DataSplit mnist = Mnist.read(Mnist.Variant.DIGITS, Path.of(String.valueOf(data), "mnist"));
    assertEquals(60_000, mnist.train().size());
    assertEquals(10_000, mnist.test().size());
    assertEquals(Shape.of(28, 28), mnist.train().sampleShape());
    assertEquals(List.of(5, 0, 4, 1), firstLabels(mnist.train()));
    assertEquals(List.of(7, 2, 1, 0), firstLabels(mnist.test()));
    // The mean and deviation that everyone standardises MNIST with: 0.1307 and 0.3081 of 255.
    Scaling scaling = Scaling.fit(Scaling.Kind.STANDARDISED, mnist.train());
    assertEquals(0.1307, scaling.shift()[0] / 255, 5e-5);
    assertEquals(0.3081, 1 / scaling.scale()[0] / 255, 5e-5);
  }

  private static List<Integer> firstLabels(Dataset data) {
    return List.of(data.label(0), data.label(1), data.label(2), data.label(3));
  }
}
