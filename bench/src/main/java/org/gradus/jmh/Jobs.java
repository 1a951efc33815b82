package org.gradus.jmh;

import org.gradus.graph.Graph;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Layer;
import org.gradus.nn.Model;
import org.gradus.nn.Sequential;
import org.gradus.op.Shape;
import org.gradus.optim.Adam;
import org.gradus.train.TrainingStep;

/**
 * The two models of {@code bench/peers}, which the benchmarks name {@code small} and {@code large}.
 */
final class Jobs {
  static final long SEED = 1;
  static final int CLASSES = 10;
  static final float LEARNING_RATE = 1e-3f;
  private static final int PIXELS = 784;

  private Jobs() {}

  /** The graph of one training step: 784-256-10 of 128 samples, or 784-1024-1024-10 of 256. */
  static Graph step(String job) {
    boolean small = job.equals("small");
    Model model = new Model(small ? small() : large(), Shape.of(PIXELS), SEED);
    return TrainingStep.of(model, Loss.crossEntropy(), new Adam(LEARNING_RATE), small ? 128 : 256);
  }

  private static Layer small() {
    return new Sequential(new Dense(256), Activation.named("relu"), new Dense(CLASSES));
  }

  private static Layer large() {
    return new Sequential(
        new Dense(1024),
        new BatchNorm(),
        Activation.named("relu"),
        new Dropout(0.2),
        new Dense(1024),
        new BatchNorm(),
        Activation.named("relu"),
        new Dropout(0.2),
        new Dense(CLASSES));
  }
}
