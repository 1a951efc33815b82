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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with a run once it is there. */
final class TrainedRunTest {
  private static final int SIDE = 28;

  @TempDir private static Path folder;
  private static Path run = Path.of("");
  private static String lastLine = "";

  @BeforeAll
  static void train() {
    run = folder.resolve("run");
    Captured trained =
        Captured.run(
            "train", "--limit", "3000", "--hidden", "64", "--epochs", "8", "--out", run.toString());
    assertEquals(0, trained.status(), trained.err());
    lastLine = trained.lastLine();
  }

  @Test
  void evalJudgesAsTheTrainingDid() {
    Captured eval = Captured.run("eval", "--checkpoint", run.toString());
    assertEquals(0, eval.status(), eval.err());
    String judged = lastLine.substring(0, lastLine.indexOf("  epochs"));
    assertEquals(judged + "  epochs 8  samples 3000  device cpu", eval.lastLine());
  }

  @Test
  void evalNeedsACheckpoint() {
    Captured missing = Captured.run("eval");
    assertEquals(2, missing.status());
    assertEquals("gradus: --checkpoint DIR is missing", missing.errLines().getFirst());
    Captured absent = Captured.run("eval", "--checkpoint", folder.resolve("absent").toString());
    assertEquals(1, absent.status());
    assertEquals(1, absent.errLines().size(), absent.err());
  }

  @Test
  void severalRunsAreJudgedTogether() {
    Path other = folder.resolve("second");
    Captured trained =
        Captured.run(
            "train", "--limit", "500", "--loss", "bce", "--seed", "2", "--out", other.toString());
    assertEquals(0, trained.status(), trained.err());
    Captured eval = Captured.run("eval", "--ensemble", run + "," + other);
    assertEquals(0, eval.status(), eval.err());
    List<String> lines = eval.out().lines().toList();
    assertEquals(3, lines.size(), eval.out());
    assertTrue(lines.getFirst().endsWith("  " + run), eval.out());
    assertTrue(
        lines.get(2).matches("test accuracy 0\\.\\d{4}  loss \\d\\.\\d{4}  models 2  samples 3000"),
        eval.out());
    Captured both = Captured.run("eval", "--ensemble", run.toString(), "--checkpoint", "x");
    assertEquals(2, both.status());
    assertEquals(
        "gradus: --ensemble takes the place of --checkpoint: give one of them",
        both.errLines().getFirst());
    Captured absent = Captured.run("eval", "--ensemble", run + ",");
    assertEquals("gradus: --ensemble must not be empty", absent.errLines().getFirst());
  }

  @Test
  void modelsOfOtherDataDoNotAnswerTogether() throws IOException {
    StringBuilder table = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 40; i++) {
      table.append(i % 7).append(',').append(i % 2).append(',').append(i % 2).append('\n');
    }
    Path csv = Files.writeString(folder.resolve("parted.csv"), table);
    for (String seed : List.of("1", "2")) {
      String out = folder.resolve("parted-" + seed).toString();
      Captured.run("train", "--data", "csv:" + csv, "--batch", "8", "--seed", seed, "--out", out);
    }
    Path one = folder.resolve("parted-1");
    Path two = folder.resolve("parted-2");
    assertEquals(
        List.of(
            "gradus: --ensemble: %s was trained on digits, and %s on csv:%s"
                .formatted(run, one, csv)),
        Captured.run("eval", "--ensemble", run + "," + one).errLines());
    assertEquals(
        List.of(
            ("gradus: %s and %s were not tested by the same samples: their seeds 1 and 2 part"
                    + " csv:%s unlike")
                .formatted(one, two, csv)),
        Captured.run("eval", "--ensemble", one + "," + two).errLines());
  }

  @Test
  @Tag("png")
  void predictReadsTheDigitsOfPictures() throws IOException {
    Dataset test = Digits.load(Digits.SEED, 1, 30).test();
    int right = 0;
    for (int sample = 0; sample < test.size(); sample++) {
      Captured predicted = predict(draw(test, sample, 1, false));
      assertEquals(0, predicted.status(), predicted.err());
      assertEquals("", predicted.err());
      assertEquals(11, predicted.out().lines().count(), predicted.out());
      right += predicted.out().startsWith("class " + test.label(sample) + "\n") ? 1 : 0;
    }
    assertTrue(right >= 24, right + " of 30 are right");
  }

  @Test
  @Tag("png")
  void aLargeDarkOnLightPictureIsMadeLikeTheOthers() throws IOException {
    Dataset test = Digits.load(Digits.SEED, 1, 10).test();
    Captured plain = predict(draw(test, 3, 1, false));
    Captured large = predict(draw(test, 3, 4, true));
    assertEquals(
        List.of(
            "gradus: the background is light: the image was inverted",
            "gradus: 112 x 112 pixels were made 28 x 28"),
        large.errLines());
    assertEquals(plain.out(), large.out());
  }

  @Test
  @Tag("png")
  void probabilitiesAreOfAllClassesAndTheLikeliestFirst() throws IOException {
    Dataset test = Digits.load(Digits.SEED, 1, 10).test();
    List<Double> probabilities =
        predict(draw(test, 5, 1, false))
            .out()
            .lines()
            .skip(1)
            .map(line -> Double.valueOf(line.strip().split(" ", 2)[0]))
            .toList();
    assertEquals(1, probabilities.stream().mapToDouble(p -> p).sum(), 2e-3);
    assertEquals(
        probabilities.stream().sorted((a, b) -> Double.compare(b, a)).toList(), probabilities);
  }

  @Test
  @Tag("png")
  void predictNeedsAPicture() throws IOException {
    Captured missing = Captured.run("predict", "--checkpoint", run.toString());
    assertEquals(2, missing.status());
    assertEquals("gradus: IMAGE is missing", missing.errLines().getFirst());

    Path absent = folder.resolve("absent.png");
    assertEquals(
        List.of("gradus: cannot read " + absent + ": no such file or directory"),
        predict(absent).errLines());

    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    Captured wrong = predict(text);
    assertEquals(1, wrong.status());
    assertEquals(List.of("gradus: " + text + ": not a PNG, JPEG or BMP image"), wrong.errLines());
  }

  @Test
  @Tag("png")
  void aModelOfTablesSeesNoPictures() throws IOException {
    StringBuilder table = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 40; i++) {
      table.append(i % 7).append(',').append(i % 2).append(',').append(i % 2).append('\n');
    }
    Path csv = Files.writeString(folder.resolve("table.csv"), table);
    Path tables = folder.resolve("tables");
    Captured trained =
        Captured.run("train", "--data", "csv:" + csv, "--batch", "8", "--out", tables.toString());
    assertEquals(0, trained.status(), trained.err());
    Path image = draw(Digits.load(Digits.SEED, 1, 1).test(), 0, 1, false);
    Captured predicted =
        Captured.run("predict", "--checkpoint", tables.toString(), image.toString());
    assertEquals(1, predicted.status());
    assertEquals(
        List.of("gradus: %s was trained on tables (csv:%s), not on images".formatted(tables, csv)),
        predicted.errLines());
  }

  private static Captured predict(Path image) {
    return Captured.run("predict", "--checkpoint", run.toString(), image.toString());
  }

  /** Writes a sample as a picture, each pixel {@code size} x {@code size} large. */
  private static Path draw(Dataset data, int sample, int size, boolean inverted)
      throws IOException {
    int side = SIDE * size;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int value = (int) data.value(sample, y / size * SIDE + x / size);
        image.getRaster().setSample(x, y, 0, inverted ? 255 - value : value);
      }
    }
    Path file = folder.resolve("sample-%d-%d-%b.png".formatted(sample, size, inverted));
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
