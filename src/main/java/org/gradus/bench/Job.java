package org.gradus.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.op.UnaryKind;

/** The trainings of {@code bench/peers}, whose README describes them for all engines. */
public enum Job {
  /** 784-256-10. */
  SMALL(128, 600, 400, false, 1, 256),
  /** 784-1024-1024-10 with batch norm and dropout. */
  LARGE(256, 120, 40, true, 2, 1024),
  /** 784-4096-4096-10 with batch norm and dropout. */
  WIDE(8192, 7, 7, true, 2, 4096);

  /** The learning rate of Adam, by which all are trained. */
  public static final double LEARNING_RATE = 1e-3;

  private static final int PIXELS = 784;
  private static final int CLASSES = 10;
  private static final double RATE = 0.2;
  private static final int QUICK_WIDTH = 16;
  private static final int QUICK_BATCH = 32;

  private final int batch;
  private final int warmupSteps;
  private final int blockSteps;
  private final boolean norm;
  private final int depth;
  private final int width;

  Job(int batch, int warmupSteps, int blockSteps, boolean norm, int depth, int width) {
    this.batch = batch;
    this.warmupSteps = warmupSteps;
    this.blockSteps = blockSteps;
    this.norm = norm;
    this.depth = depth;
    this.width = width;
  }

  /** The job's name as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the samples of a step. */
  public int batch() {
    return batch;
  }

  /** As {@link #batch()}, or so few that a step takes no time. */
  public int batch(boolean quick) {
    return quick ? Math.min(batch, QUICK_BATCH) : batch;
  }

  /** Returns the steps before the clock starts. */
  public int warmupSteps() {
    return warmupSteps;
  }

  /** Returns the steps of a timed block, where nothing else is asked for. */
  public int blockSteps() {
    return blockSteps;
  }

  /** Returns what goes into the first dense layer and what comes out of each. */
  List<Integer> widths() {
    List<Integer> widths = new ArrayList<>(List.of(PIXELS));
    widths.addAll(Collections.nCopies(depth, width));
    widths.add(CLASSES);
    return widths;
  }

  /** Returns the model, with new layers. */
  public Sequential model() {
    return model(false);
  }

  /** As {@link #model()}, or with hidden layers so narrow that a step takes no time. */
  public Sequential model(boolean quick) {
    List<Layer> layers = new ArrayList<>(List.of(new Flatten()));
    for (int i = 0; i < depth; i++) {
      layers.add(new Dense(quick ? Math.min(width, QUICK_WIDTH) : width));
      if (norm) {
        layers.add(new BatchNorm());
      }
      layers.add(new Activation(UnaryKind.RELU));
      if (norm) {
        layers.add(new Dropout(RATE));
      }
    }
    layers.add(new Dense(CLASSES));
    return new Sequential(layers);
  }
}
