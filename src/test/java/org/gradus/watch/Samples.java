package org.gradus.watch;

import java.util.ArrayList;
import java.util.List;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.init.Initializers;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.op.Shape;
import org.gradus.random.RandomStream;

/** Data of three classes and deep networks, for tests. */
final class Samples {
  static final int FEATURES = 8;
  static final int CLASSES = 3;
  static final Scaling UNSCALED = Scaling.of(Scaling.Kind.UNIT, new float[1], new float[] {1});

  private Samples() {}

  /** Normal numbers whose mean depends on the class. */
  static Dataset of(int samples, long seed) {
    RandomStream random = new RandomStream(seed, 1);
    float[] features = new float[samples * FEATURES];
    int[] labels = new int[samples];
    for (int i = 0; i < samples; i++) {
      labels[i] = random.nextInt(CLASSES);
      for (int f = 0; f < FEATURES; f++) {
        double centre = f % CLASSES == labels[i] ? 1.5 : 0;
        features[i * FEATURES + f] = (float) (centre + random.nextNormal());
      }
    }
    return Dataset.ofFloats("some", features, Shape.of(FEATURES), labels, List.of("a", "b", "c"));
  }

  /** Samples of classes that follow from nothing. */
  static Dataset noise(int samples, long seed) {
    RandomStream random = new RandomStream(seed, 2);
    float[] features = new float[samples * FEATURES];
    int[] labels = new int[samples];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextNormal();
    }
    for (int i = 0; i < samples; i++) {
      labels[i] = random.nextInt(CLASSES);
    }
    return Dataset.ofFloats("noise", features, Shape.of(FEATURES), labels, List.of("a", "b", "c"));
  }

  /** Hidden layers of 32 units with an activation each, and a layer of three outputs. */
  static Layer deep(int hidden, String activation, String init) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < hidden; i++) {
      layers.add(new Dense(32, Initializers.named(init)));
      layers.add(Activation.named(activation));
    }
    layers.add(new Dense(CLASSES, Initializers.named(init)));
    return new Sequential(layers);
  }
}
