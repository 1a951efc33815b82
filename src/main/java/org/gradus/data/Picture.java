package org.gradus.data;

import java.util.Arrays;

/**
 * A picture in shades of grey or in colours.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels 1 for grey, 3 for red, green and blue
 * @param pixels height x width x channels values from 0 (dark) to 255 (bright), row by row
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier from reader to data set, never compared
public record Picture(int width, int height, int channels, float[] pixels) {
  private static final float RED = 0.299f; // the weights of ITU-R BT.601
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  /**
   * Checks that the pixels are as many as the size says.
   *
   * @throws IllegalArgumentException if they are not
   */
  public Picture {
    if (pixels.length != width * height * channels) {
      throw new IllegalArgumentException(
          "%d x %d pixels of %d channels are not %d values"
              .formatted(width, height, channels, pixels.length));
    }
  }

  /** Returns the brightness of a colour whose parts are from 0 to 255. */
  static float brightness(float red, float green, float blue) {
    return RED * red + GREEN * green + BLUE * blue;
  }

  /** Returns the picture in shades of grey: colours become their brightness. */
  public Picture grey() {
    if (channels == 1) {
      return this;
    }
    float[] shades = new float[width * height];
    for (int i = 0; i < shades.length; i++) {
      shades[i] = brightness(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]);
    }
    return new Picture(width, height, 1, shades);
  }

  /** Returns the picture with three channels: a shade of grey is as much of each. */
  public Picture colour() {
    if (channels == 3) {
      return this;
    }
    float[] colours = new float[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      Arrays.fill(colours, 3 * i, 3 * i + 3, pixels[i]);
    }
    return new Picture(width, height, 3, colours);
  }

  /**
   * Returns the picture stretched to another size.
   *
   * <p>A pixel is the mean of the area it covers, and between pixels where the picture grows.
   */
  public Picture resized(int newWidth, int newHeight) {
    if (newWidth == width && newHeight == height) {
      return this;
    }
    float[] wide = resampled(pixels, height, width, newWidth, channels); // (H, W', C)
    float[] all = resampled(wide, 1, height, newHeight, newWidth * channels); // (H', W', C)
    return new Picture(newWidth, newHeight, channels, all);
  }

  /**
   * Changes the middle of three axes (rows, length, inner) from {@code length} to {@code wanted}.
   */
  private static float[] resampled(float[] values, int rows, int length, int wanted, int inner) {
    float[] result = new float[rows * wanted * inner];
    double step = (double) length / wanted;
    double reach = Math.max(step, 1) / 2; // half the width of what one new pixel sees
    double[] sums = new double[inner];
    for (int row = 0; row < rows; row++) {
      for (int to = 0; to < wanted; to++) {
        double middle = (to + 0.5) * step;
        int first = (int) Math.floor(middle - reach + 1e-9);
        int last = (int) Math.ceil(middle + reach - 1e-9) - 1;
        Arrays.fill(sums, 0);
        for (int from = first; from <= last; from++) {
          double seen = Math.min(from + 1, middle + reach) - Math.max(from, middle - reach);
          int at = (row * length + Math.clamp(from, 0, length - 1)) * inner;
          for (int i = 0; i < inner; i++) {
            sums[i] += seen * values[at + i];
          }
        }
        for (int i = 0; i < inner; i++) {
          result[(row * wanted + to) * inner + i] = (float) (sums[i] / (2 * reach));
        }
      }
    }
    return result;
  }

  /** Writes the pixels as bytes, rounded, from {@code at} on. */
  void write(byte[] bytes, int at) {
    for (int i = 0; i < pixels.length; i++) {
      bytes[at + i] = (byte) Math.clamp(Math.round(pixels[i]), 0, 255);
    }
  }
}
