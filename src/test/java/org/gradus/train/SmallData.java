package org.gradus.train;

import java.util.List;
import org.gradus.data.Dataset;
import org.gradus.op.Shape;
import org.gradus.random.RandomStream;

/** Samples of three classes around three points, easy but not trivially so. */
final class SmallData {
  static final int FEATURES = 6;

  private SmallData() {}

  static Dataset of(int samples, long seed) {
    RandomStream random = new RandomStream(seed, 1);
    float[] features = new float[samples * FEATURES];
    int[] labels = new int[samples];
    for (int i = 0; i < samples; i++) {
      labels[i] = random.nextInt(3);
      for (int f = 0; f < FEATURES; f++) {
        double centre = f % 3 == labels[i] ? 1.5 : 0;
        features[i * FEATURES + f] = (float) (centre + random.nextNormal());
      }
    }
    return Dataset.ofFloats("small", features, Shape.of(FEATURES), labels, List.of("a", "b", "c"));
  }

  /** The same with one feature of one sample replaced. */
  static Dataset with(int samples, long seed, int sample, float value) {
    Dataset data = of(samples, seed);
    float[] features = new float[samples * FEATURES];
    int[] labels = new int[samples];
    for (int i = 0; i < samples; i++) {
      labels[i] = data.label(i);
      for (int f = 0; f < FEATURES; f++) {
        features[i * FEATURES + f] = data.value(i, f);
      }
    }
    features[sample * FEATURES] = value;
    return Dataset.ofFloats("small", features, Shape.of(FEATURES), labels, List.of("a", "b", "c"));
  }
}
