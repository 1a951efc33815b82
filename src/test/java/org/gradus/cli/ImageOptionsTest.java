package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.gradus.data.Dataset;
import org.gradus.data.Digits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of images from the command line. */
@Tag("png")
final class ImageOptionsTest {
  @TempDir private Path folder;

  @Test
  void foldersOfImages() throws IOException {
    Dataset digits = Digits.load(Digits.SEED, 60, 1).train();
    Path images = folder.resolve("images");
    Path one = images;
    for (int i = 0; i < digits.size(); i++) {
      BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      for (int p = 0; p < 784; p++) {
        image.getRaster().setSample(p % 28, p / 28, 0, (int) digits.value(i, p));
      }
      Path place = images.resolve("digit " + digits.label(i) % 2);
      Files.createDirectories(place);
      one = place.resolve(i + ".png");
      ImageIO.write(image, "png", one.toFile());
    }
    Path out = folder.resolve("run");
    Captured run =
        DataOptionsTest.train(
            out,
            "--data",
            "images:" + images,
            "--image-size",
            "14x12",
            "--image-colours",
            "rgb",
            "--augment",
            "shift:1,flip:both");
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().startsWith("mlp on images: "), run.out());
    Captured predicted = Captured.run("predict", "--checkpoint", out.toString(), one.toString());
    assertEquals(0, predicted.status(), predicted.err());
    assertTrue(predicted.out().startsWith("class digit "), predicted.out());
    assertEquals(List.of("gradus: 28 x 28 pixels were made 14 x 12"), predicted.errLines());

    Captured empty =
        DataOptionsTest.train(
            folder.resolve("x"),
            "--data",
            "images:" + Files.createDirectories(folder.resolve("empty")));
    assertEquals(1, empty.status());
    assertEquals(
        "gradus: %s: has no folders; it needs a folder of images for each class, at least 2"
            .formatted(folder.resolve("empty")),
        empty.errLines().getFirst());
  }
}
