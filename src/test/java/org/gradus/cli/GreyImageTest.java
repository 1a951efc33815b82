package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class GreyImageTest {
  @Test
  void aPixelOfASmallerPictureIsTheMeanOfWhatItCovers() {
    GreyImage image = new GreyImage(4, 2, new float[] {0, 4, 8, 8, 4, 8, 0, 0});
    // 4 x 2 into 2 x 2 keeps its proportions: 2 x 1, with background below.
    assertArrayEquals(new float[] {4, 4}, image.fitted(2, 1).pixels());
    GreyImage thirds = new GreyImage(3, 3, new float[] {0, 3, 6, 0, 3, 6, 0, 3, 6});
    assertArrayEquals(new float[] {1, 5, 1, 5}, thirds.fitted(2, 2).pixels(), 1e-5f);
  }

  @Test
  void aLargerPictureIsSmoothAndKeepsItsRange() {
    GreyImage image = new GreyImage(2, 2, new float[] {0, 100, 0, 100});
    GreyImage large = image.fitted(8, 8);
    for (int y = 0; y < 8; y++) {
      assertEquals(0, large.pixels()[8 * y]);
      assertEquals(100, large.pixels()[8 * y + 7]);
      assertEquals(100 - large.pixels()[8 * y + 4], large.pixels()[8 * y + 3], 1e-4f);
    }
  }

  @Test
  void theSameSizeIsTheSamePicture() {
    float[] pixels = new float[7 * 5];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i * 7 % 256;
    }
    assertArrayEquals(pixels, new GreyImage(7, 5, pixels).fitted(7, 5).pixels(), 1e-4f);
  }

  @Test
  void whatIsLeftFreeHasTheColourOfTheEdge() {
    GreyImage wide = new GreyImage(4, 1, new float[] {200, 200, 200, 200});
    assertArrayEquals(new float[] {200, 200, 200, 200}, wide.fitted(2, 2).pixels());
  }

  @Test
  void theBackgroundIsTheMedianOfTheEdge() {
    GreyImage image = new GreyImage(3, 3, new float[] {250, 250, 10, 250, 0, 250, 250, 250, 250});
    assertEquals(250, image.background());
    assertEquals(5, image.inverted().background());
  }
}
