package org.gradus.data;

import static org.gradus.data.DatasetTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScalingTest {
  private static Dataset bytes(int... values) {
    byte[] features = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      features[i] = (byte) values[i];
    }
    return Dataset.ofBytes(
        "b", features, Shape.of(1), new int[values.length], Dataset.numberedClasses(1));
  }

  private static Dataset floats(int columns, float... values) {
    return Dataset.ofFloats(
        "f",
        values,
        Shape.of(columns),
        new int[values.length / columns],
        Dataset.numberedClasses(1));
  }

  private static float[] scaled(Scaling scaling, float... raw) {
    float[] out = new float[raw.length];
    scaling.apply(raw, 0, out, 0, raw.length);
    return out;
  }

  @Test
  void bytesScaleFromTheirWholeRange() {
    Dataset train = bytes(10, 20);
    Scaling unit = Scaling.fit(Scaling.Kind.UNIT, train);
    assertArrayEquals(new float[] {0, 0.2f, 1}, scaled(unit, 0, 51, 255), 1e-7f);
    Scaling symmetric = Scaling.fit(Scaling.Kind.SYMMETRIC, train);
    assertArrayEquals(new float[] {-1, 0, 1}, scaled(symmetric, 0, 127.5f, 255), 1e-7f);
    assertArrayEquals(new float[] {7, 8}, scaled(Scaling.fit(Scaling.Kind.RAW, train), 7, 8), 0f);
  }

  @Test
  void bytesStandardiseAsAWhole() {
    // Mean 5, population variance 4: the textbook's eight numbers.
    Scaling scaling = Scaling.fit(Scaling.Kind.STANDARDISED, bytes(2, 4, 4, 4, 5, 5, 7, 9));
    assertArrayEquals(new float[] {5}, scaling.shift());
    assertArrayEquals(new float[] {0.5f}, scaling.scale());
  }

  @Test
  void statisticsOfALimitedSetSeeOnlyItsSamples() {
    Scaling scaling =
        Scaling.fit(Scaling.Kind.STANDARDISED, bytes(2, 4, 4, 4, 5, 5, 7, 9, 250).limit(8));
    assertArrayEquals(new float[] {5}, scaling.shift());
  }

  @Test
  void floatsScalePerFeature() {
    Dataset train = floats(2, 1, 10, 3, 30, 5, 20);
    assertArrayEquals(
        new float[] {0.5f, 0.5f}, scaled(Scaling.fit(Scaling.Kind.UNIT, train), 3, 20), 1e-7f);
    assertArrayEquals(
        new float[] {-1, 1}, scaled(Scaling.fit(Scaling.Kind.SYMMETRIC, train), 1, 30), 1e-7f);
    Scaling standardised = Scaling.fit(Scaling.Kind.STANDARDISED, train);
    assertArrayEquals(new float[] {3, 20}, standardised.shift());
    assertArrayEquals(
        new float[] {(float) Math.sqrt(3 / 8.0), (float) Math.sqrt(3 / 200.0)},
        standardised.scale(),
        1e-7f);
  }

  @ParameterizedTest
  @EnumSource(
      value = Scaling.Kind.class,
      names = {"UNIT", "SYMMETRIC", "STANDARDISED"})
  void constantFeaturesBecomeZero(Scaling.Kind kind) {
    Dataset train = floats(2, 0.1f, 1, 0.1f, 2, 0.1f, 3);
    Scaling scaling = Scaling.fit(kind, train);
    assertEquals(0, scaled(scaling, 0.1f, 1)[0]);
    assertEquals(1, scaling.scale()[0]);
  }

  @ParameterizedTest
  @EnumSource(Scaling.Kind.class)
  void rebuiltFromItsNumbersIsEqual(Scaling.Kind kind) {
    Scaling scaling = Scaling.fit(kind, floats(3, 1, 2, 3, 4, 6, 9));
    assertEquals(scaling, Scaling.of(kind, scaling.shift(), scaling.scale()));
    assertNotEquals(scaling, Scaling.of(kind, new float[] {9}, new float[] {1}));
  }

  @ParameterizedTest
  @EnumSource(Scaling.Kind.class)
  void bytesAndFloatsScaleToTheSameBits(Scaling.Kind kind) {
    Scaling scaling = Scaling.fit(kind, bytes(3, 50, 200));
    byte[] raw = new byte[256];
    float[] values = new float[256];
    for (int i = 0; i < 256; i++) {
      raw[i] = (byte) i;
      values[i] = i;
    }
    float[] out = new float[256];
    scaling.apply(raw, 0, out, 0, 256);
    assertArrayEquals(scaled(scaling, values), out);
  }

  @Test
  void badNumbers() {
    assertMessage(
        "scaling: shift NaN and scale 1.0 of feature 1 must be finite",
        () -> Scaling.of(Scaling.Kind.UNIT, new float[] {0, Float.NaN}, new float[] {1, 1}));
    assertMessage(
        "scaling: 1 shifts and 2 scales",
        () -> Scaling.of(Scaling.Kind.UNIT, new float[1], new float[2]));
    assertMessage(
        "scaling: made for samples of 2 features, got 3",
        () -> scaled(Scaling.of(Scaling.Kind.UNIT, new float[2], new float[2]), 1, 2, 3));
  }
}
