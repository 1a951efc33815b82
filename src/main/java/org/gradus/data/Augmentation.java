package org.gradus.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.gradus.data.ImageChange.Crop;
import org.gradus.data.ImageChange.CutOut;
import org.gradus.data.ImageChange.Flip;
import org.gradus.data.ImageChange.Rotate;
import org.gradus.data.ImageChange.Shift;
import org.gradus.io.DataException;
import org.gradus.op.DType;
import org.gradus.op.Shape;

/**
 * Random changes that training pictures go through, one after another, anew in each epoch.
 *
 * <pre>{@code
 * Augmentation.of(new Shift(2), new Rotate(10), Flip.HORIZONTAL)
 * }</pre>
 *
 * <p>What is drawn is a function of (seed, epoch, sample) and the change's place in the list alone:
 * a resumed training, another device or another batch size sees the same pictures. Raw values are
 * changed, before they are scaled; those of bytes are rounded at the end.
 *
 * @param changes what is done, in its order
 * @param fill the raw value of what comes in from outside a picture
 */
public record Augmentation(List<ImageChange> changes, float fill) {
  private static final String NAMES =
      "shift:PIXELS, flip[:horizontal|vertical|both], rotate:DEGREES, crop:PADDING[:mirror],"
          + " cutout:SIDE, fill:VALUE";

  /**
   * Keeps an unmodifiable copy.
   *
   * @throws IllegalArgumentException if there are no changes or the fill is not finite
   */
  public Augmentation {
    changes = List.copyOf(changes);
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("augmentation: there are no changes");
    }
    if (!Float.isFinite(fill)) {
      throw new IllegalArgumentException("fill: the value must be finite, got " + fill);
    }
  }

  /** These changes, with 0 coming in from outside. */
  public static Augmentation of(ImageChange... changes) {
    return new Augmentation(List.of(changes), 0);
  }

  /** The same changes with another value coming in, 255 for pictures on white. */
  public Augmentation filledWith(float value) {
    return new Augmentation(changes, value);
  }

  /** Returns what {@link #parse} reads: the parts and their arguments, for messages and help. */
  public static String names() {
    return NAMES;
  }

  /**
   * Reads parts separated by commas, such as {@code shift:2,rotate:10,flip,crop:4,cutout:8}.
   *
   * @throws IllegalArgumentException if there are none, or naming the part that is unknown, lacks a
   *     number or has a wrong one
   */
  public static Augmentation parse(String text) {
    List<ImageChange> changes = new ArrayList<>();
    float fill = 0;
    for (String part : text.split(",", -1)) {
      String[] words = part.strip().split(":", -1);
      if (words[0].equals("fill")) {
        fill = (float) number(part, words, 2);
      } else {
        changes.add(change(part, words));
      }
    }
    return new Augmentation(changes, fill);
  }

  private static ImageChange change(String part, String[] words) {
    return switch (words[0]) {
      case "shift" -> new Shift(whole(part, words, 2));
      case "rotate" -> new Rotate(number(part, words, 2));
      case "cutout" -> new CutOut(whole(part, words, 2));
      case "crop" -> crop(part, words);
      case "flip" -> flip(part, words);
      default ->
          throw new IllegalArgumentException(
              "unknown change '%s'; known are %s".formatted(part, NAMES));
    };
  }

  private static Crop crop(String part, String[] words) {
    boolean mirrored = words.length == 3 && words[2].equals("mirror");
    return new Crop(whole(part, words, mirrored ? 3 : 2), mirrored);
  }

  private static Flip flip(String part, String[] words) {
    return switch (words.length == 1 ? "horizontal" : words.length == 2 ? words[1] : part) {
      case "horizontal" -> Flip.HORIZONTAL;
      case "vertical" -> Flip.VERTICAL;
      case "both" -> Flip.BOTH;
      default ->
          throw new IllegalArgumentException(
              "'%s': flip takes horizontal, vertical or both".formatted(part));
    };
  }

  private static int whole(String part, String[] words, int length) {
    double number = number(part, words, length);
    if (number != (int) number) {
      throw new IllegalArgumentException(
          "'%s': '%s' is not a whole number".formatted(part, words[1]));
    }
    return (int) number;
  }

  private static double number(String part, String[] words, int length) {
    if (words.length != length) {
      throw new IllegalArgumentException(
          "'%s': %s takes one number; known are %s".formatted(part, words[0], NAMES));
    }
    try {
      return Double.parseDouble(words[1]);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s': '%s' is not a number".formatted(part, words[1]), e);
    }
  }

  /** Returns what {@link #parse} would read this from. */
  public String text() {
    String parts = changes.stream().map(ImageChange::text).collect(Collectors.joining(","));
    boolean whole = fill == Math.rint(fill);
    return fill == 0
        ? parts
        : parts + ",fill:" + (whole ? String.valueOf((long) fill) : String.valueOf(fill));
  }

  /**
   * Checks that samples of a set can be changed like this.
   *
   * @throws DataException if they are no pictures, [H, W] or [H, W, C], or too small; or if they
   *     are bytes and the fill is none
   */
  void check(Dataset data) {
    Shape sample = data.sampleShape();
    if (sample.rank() != 2 && sample.rank() != 3) {
      throw new DataException(
          "%s: augmentation is for images, samples [H, W] or [H, W, C]; found %s"
              .formatted(data.name(), sample));
    }
    if (data.dtype() == DType.U8 && (fill < 0 || fill > 255)) {
      throw new DataException(
          "%s: fill:%s is no byte, as the values of the images are".formatted(data.name(), fill));
    }
    int side = Math.min(sample.dim(0), sample.dim(1));
    for (ImageChange change : changes) {
      int least =
          switch (change) {
            case Shift shift -> shift.pixels() + 1;
            case Crop crop -> crop.padding() + 1;
            case CutOut cutOut -> cutOut.side();
            case Flip _, Rotate _ -> 1;
          };
      if (side < least) {
        throw new DataException(
            "%s: %s is too much for images of %d x %d pixels"
                .formatted(data.name(), change.text(), sample.dim(1), sample.dim(0)));
      }
    }
  }
}
