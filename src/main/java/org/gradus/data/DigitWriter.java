package org.gradus.data;

import org.gradus.random.Philox;
import org.gradus.random.RandomStream;

/**
 * Writes single digits as a hand would, every one different: variant, size, slant, rotation,
 * position, pen, wobble of every control point, ink and paper noise are drawn from the image's own
 * Philox sequence, so an image depends on (seed, stream, index) alone.
 *
 * <p>One writer per thread; it keeps its sheet and point buffers.
 */
final class DigitWriter {
  // Tuned together: shift and slant are what a linear model cannot undo, wobble and noise what a
  // network overfits. See Digits for the accuracies that came out.
  private static final float WOBBLE = 0.068f;
  private static final float SHIFT = 2.4f;
  private static final float SLANT = 0.4f;
  private static final float ROTATION = 0.25f;
  private static final float NOISE = 0.12f;

  private static final int MAX_POINTS = 16;
  private static final int PIECES = 4;
  private static final float MIDDLE = (DigitCanvas.SIDE - 1) / 2f;

  private final long seed;
  private final int stream;
  private final DigitCanvas canvas = new DigitCanvas();
  private final float[] x = new float[MAX_POINTS];
  private final float[] y = new float[MAX_POINTS];
  private final int[] words = new int[DigitCanvas.SIDE * DigitCanvas.SIDE / 4];

  DigitWriter(long seed, int stream) {
    this.seed = seed;
    this.stream = stream;
  }

  /**
   * Writes image {@code index} showing {@code digit} into 784 bytes of {@code out} (0 is paper).
   */
  void write(int index, int digit, byte[] out, int offset) {
    RandomStream random = new RandomStream(seed, stream, index);
    float[][] strokes = DigitGlyphs.strokes(digit, random.nextInt(DigitGlyphs.variants(digit)));
    Hand hand = Hand.random(random);
    canvas.clear();
    for (float[] stroke : strokes) {
      place(stroke, hand, random);
      draw(stroke.length / 2, hand, random);
    }
    develop(index, random, out, offset);
  }

  /**
   * What is the same for all strokes of one digit. The matrix (xx, xy; yx, yy) takes box
   * coordinates in -0.5..0.5 to pixels: size, slant and rotation.
   */
  private record Hand(
      float xx,
      float xy,
      float yx,
      float yy,
      float shiftX,
      float shiftY,
      float wobble,
      float radius,
      float softness,
      float bend) {

    static Hand random(RandomStream random) {
      float height = random.nextUniform(15f, 21f);
      float width = height * random.nextUniform(0.5f, 0.9f);
      float slant = SLANT * triangular(random);
      float tangent = ROTATION * triangular(random);
      float cos = 1 / (float) Math.sqrt(1 + tangent * tangent);
      float sin = tangent * cos;
      return new Hand(
          width * cos,
          height * (-slant * cos - sin),
          width * sin,
          height * (cos - slant * sin),
          MIDDLE + random.nextUniform(-SHIFT, SHIFT),
          MIDDLE + random.nextUniform(-SHIFT, SHIFT),
          WOBBLE * random.nextUniform(0.3f, 1.7f),
          random.nextUniform(0.65f, 1.65f),
          random.nextUniform(0.9f, 1.7f),
          random.nextUniform(-0.12f, 0.12f));
    }
  }

  private void place(float[] stroke, Hand hand, RandomStream random) {
    for (int i = 0; i < stroke.length / 2; i++) {
      boolean corner =
          i > 0 && stroke[2 * i] == stroke[2 * i - 2] && stroke[2 * i + 1] == stroke[2 * i - 1];
      if (corner) {
        x[i] = x[i - 1];
        y[i] = y[i - 1];
        continue;
      }
      float u = stroke[2 * i] / 100f - 0.5f + hand.wobble * triangular(random);
      float v = stroke[2 * i + 1] / 100f - 0.5f + hand.wobble * triangular(random);
      u += hand.bend * (1 - 4 * v * v);
      x[i] = hand.shiftX + hand.xx * u + hand.xy * v;
      y[i] = hand.shiftY + hand.yx * u + hand.yy * v;
    }
  }

  /**
   * Draws the Catmull-Rom curve through the placed points, the pen's pressure changing on the way.
   */
  private void draw(int points, Hand hand, RandomStream random) {
    float pressure = random.nextUniform(0.8f, 1.2f);
    float change = (random.nextUniform(0.75f, 1.25f) - pressure) / (points * PIECES);
    for (int i = 0; i + 1 < points; i++) {
      if (x[i] == x[i + 1] && y[i] == y[i + 1]) {
        continue;
      }
      int before = Math.max(0, i - 1);
      int after = Math.min(points - 1, i + 2);
      float fromX = x[i];
      float fromY = y[i];
      for (int piece = 1; piece <= PIECES; piece++) {
        float t = (float) piece / PIECES;
        float toX = curve(x[before], x[i], x[i + 1], x[after], t);
        float toY = curve(y[before], y[i], y[i + 1], y[after], t);
        canvas.line(fromX, fromY, toX, toY, hand.radius * pressure, hand.softness);
        pressure += change;
        fromX = toX;
        fromY = toY;
      }
    }
  }

  private static float curve(float a, float b, float c, float d, float t) {
    float second = 2 * a - 5 * b + 4 * c - d;
    float third = 3 * (b - c) + d - a;
    return b + 0.5f * t * (c - a + t * (second + t * third));
  }

  /** Turns ink into bytes, adding the noise of paper and sensor. */
  private void develop(int index, RandomStream random, byte[] out, int offset) {
    float strength = random.nextUniform(150f, 255f);
    float amplitude = NOISE * random.nextUniform();
    Philox.fill(seed, ~stream, index, 0, words);
    float[] ink = canvas.ink();
    for (int i = 0; i < ink.length; i += 4) {
      int noise = words[i >>> 2];
      for (int j = i; j < i + 4; j++) {
        int value = (int) (strength * ink[j] + amplitude * (byte) noise);
        out[offset + j] = (byte) Math.clamp(value, 0, 255);
        noise >>>= 8;
      }
    }
  }

  /**
   * Returns a number in (-1, 1), most likely near 0; cheaper than a normal one, and no outliers.
   */
  private static float triangular(RandomStream random) {
    float one = random.nextUniform();
    return one - random.nextUniform();
  }
}
