package org.gradus.cli;

import java.util.List;
import org.gradus.init.Initializers;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Flatten;
import org.gradus.nn.Sequential;
import org.gradus.op.UnaryKind;

/** The jobs of {@code bench/peers}, which its README describes for all engines. */
enum PeerJob {
  /** 784-256-10. */
  SMALL(128, 600, 400),
  /** 784-1024-1024-10 with batch norm and dropout. */
  LARGE(256, 120, 40);

  private final int batch;
  private final int warmupSteps;
  private final int blockSteps;

  PeerJob(int batch, int warmupSteps, int blockSteps) {
    this.batch = batch;
    this.warmupSteps = warmupSteps;
    this.blockSteps = blockSteps;
  }

  int batch() {
    return batch;
  }

  /** Returns the steps before the clock starts. */
  int warmupSteps() {
    return warmupSteps;
  }

  /** Returns the steps of a timed block, where nothing else is asked for. */
  int blockSteps() {
    return blockSteps;
  }

  /** Returns the model, with new layers. */
  Sequential model() {
    return switch (this) {
      case SMALL ->
          new Sequential(
              new Flatten(), new Dense(256), new Activation(UnaryKind.RELU), new Dense(10));
      case LARGE ->
          new Sequential(
              List.of(
                  new Flatten(),
                  new Dense(1024, Initializers.heNormal()),
                  new BatchNorm(),
                  new Activation(UnaryKind.RELU),
                  new Dropout(0.2),
                  new Dense(1024, Initializers.heNormal()),
                  new BatchNorm(),
                  new Activation(UnaryKind.RELU),
                  new Dropout(0.2),
                  new Dense(10)));
    };
  }
}
