package org.gradus.data;

import static org.gradus.data.DatasetTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gradus.data.ImageChange.Crop;
import org.gradus.data.ImageChange.CutOut;
import org.gradus.data.ImageChange.Flip;
import org.gradus.data.ImageChange.Rotate;
import org.gradus.data.ImageChange.Shift;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
  private static final Scaling RAW = Scaling.of(Scaling.Kind.RAW, new float[1], new float[] {1});
  private static final String ALL = "shift:2,rotate:10,flip,crop:4,cutout:8";

  /** Images whose values tell where they were: 1 + the index, modulo 251, other for each sample. */
  private static Dataset bytes(int samples, Shape shape) {
    byte[] values = new byte[samples * shape.intSize()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (1 + i % 251);
    }
    return Dataset.ofBytes("images", values, shape, new int[samples], Dataset.numberedClasses(1));
  }

  private static Dataset floats(Dataset bytes) {
    float[] values = new float[bytes.size() * bytes.features()];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes.value(i / bytes.features(), i % bytes.features());
    }
    return Dataset.ofFloats(
        "images", values, bytes.sampleShape(), new int[bytes.size()], bytes.classNames());
  }

  /** The images of one epoch by their samples' numbers. */
  private static float[][] epoch(Dataset data, String changes, int batch, long seed, int epoch) {
    Batches batches =
        Batches.training(data, RAW, batch, seed).augmented(Augmentation.parse(changes));
    batches.startEpoch(epoch);
    float[][] images = new float[data.size()][];
    float[] features = new float[batch * data.features()];
    for (int b = 0; b < batches.count(); b++) {
      batches.fill(b, features, new int[batch]);
      for (int row = 0; row < batch; row++) {
        images[batches.sample(b, row)] =
            Arrays.copyOfRange(features, row * data.features(), (row + 1) * data.features());
      }
    }
    return images;
  }

  @Test
  void whatIsDrawnFollowsFromSeedEpochAndSampleAlone() {
    Dataset data = bytes(12, Shape.of(9, 11));
    String changes = "shift:2,rotate:20,flip:both,crop:3:mirror,cutout:4";
    float[][] images = epoch(data, changes, 4, 5, 3);
    assertTrue(Arrays.deepEquals(images, epoch(data, changes, 4, 5, 3)));
    assertTrue(Arrays.deepEquals(images, epoch(data, changes, 1, 5, 3)), "another batch size");
    assertFalse(Arrays.deepEquals(images, epoch(data, changes, 4, 6, 3)), "another seed");
    assertFalse(Arrays.deepEquals(images, epoch(data, changes, 4, 5, 4)), "another epoch");
  }

  @Test
  void bytesAndFloatsAreChangedAlike() {
    Dataset data = bytes(20, Shape.of(8, 8, 3));
    String exact = "shift:2,flip:both,crop:3,cutout:4";
    float[][] ofBytes = epoch(data, exact, 5, 1, 1);
    assertTrue(Arrays.deepEquals(ofBytes, epoch(floats(data), exact, 5, 1, 1)));
    float[][] turned = epoch(data, "rotate:30", 5, 1, 1);
    float[][] turnedFloats = epoch(floats(data), "rotate:30", 5, 1, 1);
    for (int i = 0; i < turned.length; i++) {
      assertArrayEquals(turnedFloats[i], turned[i], 0.5f, "rounded");
    }
  }

  @Test
  void bytesAreHandedOutAsTheFloatsAre() {
    Dataset data = bytes(6, Shape.of(7, 9));
    Batches batches =
        Batches.training(data, RAW, 6, 2).augmented(Augmentation.parse("rotate:15,shift:1"));
    batches.startEpoch(1);
    byte[] raw = new byte[6 * 63];
    float[] scaled = new float[6 * 63];
    batches.fill(0, raw, new int[6]);
    batches.fill(0, scaled, new int[6]);
    for (int i = 0; i < raw.length; i++) {
      assertEquals(scaled[i], raw[i] & 0xFF);
    }
  }

  @Test
  void augmentedPicturesAreScaledAfterwards() {
    Dataset data = bytes(4, Shape.of(5, 5));
    Scaling scaling = Scaling.of(Scaling.Kind.UNIT, new float[] {3}, new float[] {0.5f});
    Augmentation shift = Augmentation.of(new Shift(1)).filledWith(9);
    float[] raw = new float[100];
    float[] scaled = new float[100];
    Batches.training(data, RAW, 4, 1).augmented(shift).fill(0, raw, new int[4]);
    Batches.training(data, scaling, 4, 1).augmented(shift).fill(0, scaled, new int[4]);
    for (int i = 0; i < raw.length; i++) {
      assertEquals((raw[i] - 3) * 0.5f, scaled[i]);
    }
  }

  /** Every shift of at most 2 occurs, and pixels keep their values. */
  @ParameterizedTest
  @ValueSource(strings = {"shift:2", "crop:2", "crop:2:mirror"})
  void movesByWholePixels(String change) {
    int side = 6;
    Dataset data = bytes(400, Shape.of(side, side));
    float[][] images = epoch(data, change + ",fill:255", 10, 3, 1);
    Set<Integer> seen = new HashSet<>();
    for (int sample = 0; sample < images.length; sample++) {
      seen.add(shift(data, sample, images[sample], side, change.endsWith("mirror")));
    }
    assertEquals(25, seen.size());
  }

  private static int shift(Dataset data, int sample, float[] image, int side, boolean mirrored) {
    for (int down = -2; down <= 2; down++) {
      for (int right = -2; right <= 2; right++) {
        boolean same = true;
        for (int i = 0; i < image.length && same; i++) {
          int y = i / side - down;
          int x = i % side - right;
          if (mirrored) {
            y = Math.abs(y) >= side ? 2 * side - 2 - y : Math.abs(y);
            x = Math.abs(x) >= side ? 2 * side - 2 - x : Math.abs(x);
          }
          boolean outside = y < 0 || y >= side || x < 0 || x >= side;
          same = image[i] == (outside ? 255 : data.value(sample, y * side + x));
        }
        if (same) {
          return (down + 2) * 5 + right + 2;
        }
      }
    }
    throw new AssertionError("sample " + sample + " is no shifted form: " + Arrays.toString(image));
  }

  @Test
  void flipsEveryOtherTime() {
    Dataset data = bytes(400, Shape.of(2, 3, 2));
    int[] counts = new int[4];
    float[][] images = epoch(data, "flip:both", 400, 3, 1);
    for (int sample = 0; sample < 400; sample++) {
      float[] image = images[sample];
      boolean down = image[0] == data.value(sample, 6) || image[0] == data.value(sample, 10);
      boolean side = image[0] == data.value(sample, 4) || image[0] == data.value(sample, 10);
      for (int y = 0; y < 2; y++) {
        for (int x = 0; x < 3; x++) {
          for (int c = 0; c < 2; c++) {
            int from = ((down ? 1 - y : y) * 3 + (side ? 2 - x : x)) * 2 + c;
            assertEquals(data.value(sample, from), image[(y * 3 + x) * 2 + c]);
          }
        }
      }
      counts[(down ? 2 : 0) + (side ? 1 : 0)]++;
    }
    for (int count : counts) {
      assertEquals(100, count, 30, Arrays.toString(counts)); // 3.5 standard deviations
    }
  }

  /** A picture that is a plane stays one when it is turned: value(p) becomes value(R p). */
  @Test
  void turnsAboutTheMiddle() {
    int side = 9;
    float[] across = new float[side * side];
    float[] down = new float[side * side];
    for (int i = 0; i < across.length; i++) {
      across[i] = i % side - 4;
      down[i] = i / side - 4;
    }
    Augmenter turn = new Augmenter(Augmentation.of(new Rotate(60)), Shape.of(side, side), 1);
    Set<Long> angles = new HashSet<>();
    for (int epoch = 0; epoch < 20; epoch++) {
      float[] x = new float[across.length];
      float[] y = new float[across.length];
      turn.apply(epoch, 0, across, x, 0);
      turn.apply(epoch, 0, down, y, 0);
      int right = 4 * side + 5; // the pixel to the right of the middle
      double angle = Math.toDegrees(Math.atan2(y[right], x[right]));
      assertTrue(Math.abs(angle) <= 60, "angle " + angle);
      angles.add(Math.round(angle * 10));
      for (int i = 0; i < across.length; i++) {
        double px = across[i];
        double py = down[i];
        if (px * px + py * py <= 4 * 4) { // what stays inside
          double cosine = Math.cos(Math.toRadians(angle));
          double sine = Math.sin(Math.toRadians(angle));
          assertEquals(cosine * px - sine * py, x[i], 1e-4);
          assertEquals(sine * px + cosine * py, y[i], 1e-4);
        }
      }
    }
    assertTrue(angles.size() > 15, "other angles in other epochs: " + angles);
    assertTrue(angles.stream().anyMatch(a -> a < -200) && angles.stream().anyMatch(a -> a > 200));
  }

  @Test
  void cutsASquareOut() {
    Dataset data = bytes(300, Shape.of(7, 7));
    int most = 0;
    int least = 49;
    for (float[] image : epoch(data, "cutout:3,fill:252", 300, 3, 1)) {
      int cut = 0;
      for (float value : image) {
        cut += value == 252 ? 1 : 0;
      }
      most = Math.max(most, cut);
      least = Math.min(least, cut);
    }
    assertEquals(9, most);
    assertEquals(4, least); // the middle in a corner
  }

  @Test
  void laterChangesDoNotMoveEarlierOnes() {
    Dataset data = bytes(30, Shape.of(6, 6));
    float[][] one = epoch(data, "shift:2", 30, 3, 1);
    float[][] two = epoch(data, "shift:2,cutout:2", 30, 3, 1);
    for (int i = 0; i < one.length; i++) {
      int differ = 0;
      for (int k = 0; k < 36; k++) {
        differ += one[i][k] == two[i][k] ? 0 : 1;
      }
      assertTrue(differ <= 4, "only the cut-out differs, found " + differ);
    }
  }

  @Test
  void readsWhatItWrites() {
    Augmentation all = Augmentation.parse(ALL);
    assertEquals(
        Augmentation.of(new Shift(2), new Rotate(10), Flip.HORIZONTAL, new Crop(4), new CutOut(8)),
        all);
    assertEquals("shift:2,rotate:10,flip:horizontal,crop:4,cutout:8", all.text());
    String more = "flip:vertical,flip:both,rotate:7.5,crop:2:mirror,fill:-0.5";
    assertEquals(more, Augmentation.parse(more).text());
    assertEquals(
        List.of(Flip.VERTICAL, Flip.BOTH), Augmentation.parse(more).changes().subList(0, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "blur:2 => unknown change 'blur:2'; known are shift:PIXELS,"
            + " flip[:horizontal|vertical|both], rotate:DEGREES, crop:PADDING[:mirror],"
            + " cutout:SIDE, fill:VALUE",
        "shift => 'shift': shift takes one number; known are shift:PIXELS,"
            + " flip[:horizontal|vertical|both], rotate:DEGREES, crop:PADDING[:mirror],"
            + " cutout:SIDE, fill:VALUE",
        "flip,shift:two => 'shift:two': 'two' is not a number",
        "shift:1.5 => 'shift:1.5': '1.5' is not a whole number",
        "shift:0 => shift: pixels must be at least 1, got 0",
        "crop:-1 => crop: padding must be at least 1, got -1",
        "cutout:0 => cutout: side must be at least 1, got 0",
        "rotate:181 => rotate: degrees must be above 0 and at most 180, got 181.0",
        "rotate:NaN => rotate: degrees must be above 0 and at most 180, got NaN",
        "flip:over => 'flip:over': flip takes horizontal, vertical or both",
        "fill:1 => augmentation: there are no changes",
        "shift:1,fill:Infinity => fill: the value must be finite, got Infinity"
      })
  void wrongPartsAreNamed(String text, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Augmentation.parse(text)).getMessage());
  }

  @Test
  void dataThatDoesNotFitIsNamed() {
    Batches table = Batches.training(bytes(2, Shape.of(4)), RAW, 2, 1);
    assertMessage(
        "images: augmentation is for images, samples [H, W] or [H, W, C]; found [4]",
        () -> table.augmented(Augmentation.parse("flip")));
    Batches small = Batches.training(bytes(2, Shape.of(4, 6)), RAW, 2, 1);
    assertMessage(
        "images: shift:4 is too much for images of 6 x 4 pixels",
        () -> small.augmented(Augmentation.parse("flip,shift:4")));
    assertMessage(
        "images: fill:300.0 is no byte, as the values of the images are",
        () -> small.augmented(Augmentation.parse("shift:1,fill:300")));
    Batches judged = Batches.evaluation(bytes(2, Shape.of(4, 6)), RAW, 2);
    assertThrows(IllegalStateException.class, () -> judged.augmented(Augmentation.parse("flip")));
  }
}
