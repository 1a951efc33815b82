package org.gradus.data;

import java.util.Arrays;
import org.gradus.data.ImageChange.Crop;
import org.gradus.data.ImageChange.CutOut;
import org.gradus.data.ImageChange.Flip;
import org.gradus.data.ImageChange.Rotate;
import org.gradus.data.ImageChange.Shift;
import org.gradus.op.Shape;
import org.gradus.random.Philox;
import org.gradus.random.Streams;

/**
 * Changes pictures as an {@link Augmentation} says, without allocating. It has the memory for one
 * picture, so that threads take turns.
 */
final class Augmenter {
  private static final int STREAM = Streams.of("data/augment");

  private final Augmentation augmentation;
  private final long seed;
  private final int height;
  private final int width;
  private final int channels;
  private final int[] words = new int[4];
  private float[] image; // (H, W, C), what has been done so far
  private float[] next;

  /** Takes a set that {@link Augmentation#check} has let pass. */
  Augmenter(Augmentation augmentation, Shape sample, long seed) {
    this.augmentation = augmentation;
    this.seed = seed;
    height = sample.dim(0);
    width = sample.dim(1);
    channels = sample.rank() == 3 ? sample.dim(2) : 1;
    image = new float[sample.intSize()];
    next = new float[sample.intSize()];
  }

  /** Writes a sample of bytes, changed and rounded. */
  synchronized void apply(int epoch, int sample, byte[] samples, byte[] out, int to) {
    load(sample, samples);
    change(epoch, sample);
    for (int i = 0; i < image.length; i++) {
      out[to + i] = (byte) Math.round(image[i]);
    }
  }

  /** Writes a sample of bytes, changed and rounded, as floats. */
  synchronized void apply(int epoch, int sample, byte[] samples, float[] out, int to) {
    load(sample, samples);
    change(epoch, sample);
    for (int i = 0; i < image.length; i++) {
      out[to + i] = Math.round(image[i]);
    }
  }

  /** Writes a sample of floats, changed. */
  synchronized void apply(int epoch, int sample, float[] samples, float[] out, int to) {
    System.arraycopy(samples, sample * image.length, image, 0, image.length);
    change(epoch, sample);
    System.arraycopy(image, 0, out, to, image.length);
  }

  private void load(int sample, byte[] samples) {
    int from = sample * image.length;
    for (int i = 0; i < image.length; i++) {
      image[i] = samples[from + i] & 0xFF;
    }
  }

  private void change(int epoch, int sample) {
    for (int i = 0; i < augmentation.changes().size(); i++) {
      Philox.block(seed, STREAM, epoch, ((long) i << Integer.SIZE) | sample, words);
      switch (augmentation.changes().get(i)) {
        case Shift shift -> move(shift.pixels(), false);
        case Crop crop -> move(crop.padding(), crop.mirrored());
        case Flip flip -> flip(flip.horizontal() && words[0] < 0, flip.vertical() && words[1] < 0);
        case Rotate rotate -> rotate((2.0 * Philox.toUniform(words[0]) - 1) * rotate.degrees());
        case CutOut cutOut -> cut(cutOut.side(), below(words[0], height), below(words[1], width));
      }
    }
  }

  /** A number in [0, bound), all but equally likely: none by more than 2^-32 x bound. */
  private static int below(int word, int bound) {
    return (int) (((word & 0xFFFFFFFFL) * bound) >>> Integer.SIZE);
  }

  private void move(int most, boolean mirrored) {
    int down = below(words[0], 2 * most + 1) - most;
    int right = below(words[1], 2 * most + 1) - most;
    for (int y = 0; y < height; y++) {
      int fromY = mirrored ? mirrored(y - down, height) : y - down;
      for (int x = 0; x < width; x++) {
        int fromX = mirrored ? mirrored(x - right, width) : x - right;
        int to = (y * width + x) * channels;
        if (fromY < 0 || fromY >= height || fromX < 0 || fromX >= width) {
          Arrays.fill(next, to, to + channels, augmentation.fill());
        } else {
          copyPixel(fromY, fromX, to);
        }
      }
    }
    swap();
  }

  private static int mirrored(int at, int length) {
    return at < 0 ? -at : at >= length ? 2 * (length - 1) - at : at;
  }

  private void flip(boolean sideways, boolean upsideDown) {
    if (!sideways && !upsideDown) {
      return;
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        copyPixel(
            upsideDown ? height - 1 - y : y,
            sideways ? width - 1 - x : x,
            (y * width + x) * channels);
      }
    }
    swap();
  }

  private void copyPixel(int fromY, int fromX, int to) {
    int from = (fromY * width + fromX) * channels;
    for (int c = 0; c < channels; c++) {
      next[to + c] = image[from + c];
    }
  }

  /** Turns by an angle, counter-clockwise as pictures are seen. */
  private void rotate(double degrees) {
    // StrictMath: the same bits from every JVM.
    double cosine = StrictMath.cos(Math.toRadians(degrees));
    double sine = StrictMath.sin(Math.toRadians(degrees));
    double middleY = (height - 1) / 2.0;
    double middleX = (width - 1) / 2.0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double right = x - middleX;
        double down = y - middleY;
        interpolate(
            middleY + sine * right + cosine * down,
            middleX + cosine * right - sine * down,
            (y * width + x) * channels);
      }
    }
    swap();
  }

  /** Writes what lies between four pixels. */
  private void interpolate(double y, double x, int to) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    float low = (float) (y - top);
    float far = (float) (x - left);
    for (int c = 0; c < channels; c++) {
      float above = (1 - far) * value(top, left, c) + far * value(top, left + 1, c);
      float below = (1 - far) * value(top + 1, left, c) + far * value(top + 1, left + 1, c);
      next[to + c] = (1 - low) * above + low * below;
    }
  }

  private float value(int y, int x, int channel) {
    return y < 0 || y >= height || x < 0 || x >= width
        ? augmentation.fill()
        : image[(y * width + x) * channels + channel];
  }

  private void cut(int side, int middleY, int middleX) {
    int top = middleY - side / 2;
    int left = middleX - side / 2;
    int from = Math.max(0, left) * channels;
    int to = Math.min(width, left + side) * channels;
    for (int y = Math.max(0, top); y < Math.min(height, top + side); y++) {
      int row = y * width * channels;
      Arrays.fill(image, row + from, row + to, augmentation.fill());
    }
  }

  private void swap() {
    float[] done = next;
    next = image;
    image = done;
  }
}
