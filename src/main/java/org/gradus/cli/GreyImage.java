package org.gradus.cli;

import java.util.Arrays;
import org.gradus.data.Picture;

/**
 * A picture in shades of grey.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pixels width x height values from 0 (black) to 255 (white), row by row
 */
record GreyImage(int width, int height, float[] pixels) {
  GreyImage {
    if (pixels.length != width * height) {
      throw new IllegalArgumentException(
          "%d x %d pixels are not %d".formatted(width, height, pixels.length));
    }
  }

  /** Returns a picture without its colours. */
  static GreyImage of(Picture picture) {
    return new GreyImage(picture.width(), picture.height(), picture.grey().pixels());
  }

  /** Returns the median of the pixels along the edge, which tells what is behind a drawing. */
  float background() {
    float[] edge = new float[2 * (width + height)];
    int n = 0;
    for (int x = 0; x < width; x++) {
      edge[n++] = pixels[x];
      edge[n++] = pixels[(height - 1) * width + x];
    }
    for (int y = 0; y < height; y++) {
      edge[n++] = pixels[y * width];
      edge[n++] = pixels[y * width + width - 1];
    }
    Arrays.sort(edge);
    return edge[edge.length / 2];
  }

  /** Returns white for black and black for white. */
  GreyImage inverted() {
    float[] other = new float[pixels.length];
    for (int i = 0; i < other.length; i++) {
      other[i] = 255 - pixels[i];
    }
    return new GreyImage(width, height, other);
  }

  /**
   * Returns the picture as large as fits, in the middle of {@code newWidth} x {@code newHeight}
   * pixels of the background.
   *
   * <p>A pixel is the mean of the area it covers, and between pixels when the picture grows.
   */
  GreyImage fitted(int newWidth, int newHeight) {
    double scale = Math.min((double) newWidth / width, (double) newHeight / height);
    int w = Math.clamp(Math.round(width * scale), 1, newWidth);
    int h = Math.clamp(Math.round(height * scale), 1, newHeight);
    float[] small = new Picture(width, height, 1, pixels).resized(w, h).pixels();
    float[] all = new float[newWidth * newHeight];
    Arrays.fill(all, background());
    int left = (newWidth - w) / 2;
    int top = (newHeight - h) / 2;
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        all[(top + y) * newWidth + left + x] = small[y * w + x];
      }
    }
    return new GreyImage(newWidth, newHeight, all);
  }
}
